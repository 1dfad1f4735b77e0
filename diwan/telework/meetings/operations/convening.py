"""A meeting is prepared, people are invited to it, told of changes, and answer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import PREPARED, Answer, Role, Room, State
from ..events import MeetingCancelled, MeetingConvened
from ..models import AgendaItem, Document, Meeting, Participant, VideoServer
from .shared import locked, mine, move, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diwan.core.organisations.api import Actor

PURPOSE = "meetings.document"
MOST = 300  # participants of a meeting


class PersonElsewhere(Refusal):
    message = _("Somebody you chose is not of your administration, or their account is closed. Nothing was kept.")
    advice = _("Invite people of other bodies as guests, by their e-mail address.")
    status = 422


class NoAgenda(Refusal):
    message = _("A meeting has an agenda of at least one point.")
    status = 422


class InThePast(Refusal):
    message = _("This hour is past. Nobody was invited.")
    advice = _("Choose a later day or hour.")
    status = 422


class TooMany(Refusal):
    message = _("No more than %(most)s people can be invited.")
    status = 422


class NoVideo(Refusal):
    message = _("Your administration has no server for this kind of room.")
    advice = _("Choose another room, or ask the administrator to enter the server.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A point of the agenda; `id` of one that is there already, so that what is written on it stays."""

    title: str
    speaker: str = ""
    minutes: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that is said of a meeting before it is held. `guests` are pairs of a name and an e-mail address."""

    title: str
    starts_at: datetime
    minutes: int
    items: Sequence[Item]
    people: Sequence[int] = ()
    guests: Sequence[tuple[str, str]] = ()
    chair_id: int | None = None
    secretary_id: int | None = None
    place: str = ""
    room: str = Room.NONE
    note: str = ""
    file_ids: Sequence[int] = field(default=())


@transaction.atomic
def prepare(*, actor: Actor, plan: Plan, now: datetime) -> Meeting:
    """Keep a meeting that nobody is told of yet.

    Raises:
        NotAllowed: the actor sits in no post.
        PersonElsewhere, NoAgenda, TooMany, NoVideo
    """
    seat = policies.convening_seat(actor)
    if seat is None or actor.person_id is None:
        raise NotAllowed
    meeting = Meeting(
        administration_id=seat.administration_id,
        unit_id=seat.unit_id,
        convened_by_id=actor.person_id,
        room_code=uuid.uuid4().hex,
        made_at=now,
    )
    _keep(meeting, plan, actor, now)
    note(meeting, "prepared", actor, now)
    return meeting


@transaction.atomic
def change(*, actor: Actor, meeting_id: int, plan: Plan, now: datetime) -> Meeting:
    """Change what was said; whoever was invited is told, with the next number of the calendar file.

    Raises:
        NotAllowed, WrongMoment, MinutesSealed, PersonElsewhere, NoAgenda, TooMany, NoVideo
    """
    meeting = locked(meeting_id, among=PREPARED)
    if not policies.may_prepare(actor, meeting):
        raise NotAllowed
    _keep(meeting, plan, actor, now)
    if meeting.state == State.CONVENED:
        _in_time(meeting, now)
        meeting.sequence += 1
        meeting.save(update_fields=["sequence"])
        _tell(meeting)
    note(meeting, "changed", actor, now, sequence=meeting.sequence)
    return meeting


@transaction.atomic
def convene(*, actor: Actor, meeting_id: int, now: datetime) -> Meeting:
    """Invite everybody, by every channel there is.

    Raises:
        NotAllowed, WrongMoment, MinutesSealed, InThePast
    """
    meeting = locked(meeting_id, among=(State.DRAFT,))
    if not policies.may_prepare(actor, meeting):
        raise NotAllowed
    _in_time(meeting, now)
    move(meeting, State.CONVENED)
    meeting.convened_at = now
    meeting.save(update_fields=["state", "convened_at"])
    _tell(meeting)
    note(meeting, "convened", actor, now)
    return meeting


@transaction.atomic
def cancel(*, actor: Actor, meeting_id: int, reason: str, now: datetime) -> Meeting:
    """The meeting is not held; whoever was invited is told, and their calendars drop it.

    Raises:
        NotAllowed, WrongMoment, MinutesSealed
    """
    meeting = locked(meeting_id, among=PREPARED)
    if not policies.may_prepare(actor, meeting):
        raise NotAllowed
    told = meeting.state == State.CONVENED
    move(meeting, State.CANCELLED)
    meeting.cancel_reason = reason
    meeting.sequence += 1
    meeting.save(update_fields=["state", "cancel_reason", "sequence"])
    note(meeting, "cancelled", actor, now, told=told)
    if told:
        facts.tell(
            MeetingCancelled(
                meeting_id=meeting.pk, administration_id=meeting.administration_id, sequence=meeting.sequence
            )
        )
    return meeting


@transaction.atomic
def answer(
    *, actor: Actor, participant_id: int, said: str, word: str = "", guest: int | None = None, now: datetime
) -> Participant:
    """Say whether one will come. The last answer counts, until the meeting begins.

    Raises:
        NotAllowed, WrongMoment, MinutesSealed
    """
    _meeting, participant = mine(actor, participant_id, guest, among=(State.CONVENED,))
    participant.answer, participant.answered_at, participant.answer_note = Answer(said), now, word
    participant.save(update_fields=["answer", "answered_at", "answer_note"])
    return participant


@transaction.atomic
def attach(*, actor: Actor, meeting_id: int, file_ids: Sequence[int], item_id: int | None = None, now: datetime) -> int:
    """Add documents for the participants to read beforehand; how many are new.

    Raises:
        NotAllowed, WrongMoment, MinutesSealed, FileGone
    """
    meeting = locked(meeting_id, among=(*PREPARED, State.OPEN, State.CLOSED))
    if not policies.may_prepare(actor, meeting):
        raise NotAllowed
    item = meeting.items.filter(pk=item_id).first() if item_id else None  # type: ignore[attr-defined]
    return _attach(meeting, file_ids, item, now)


@transaction.atomic
def detach(*, actor: Actor, document_id: int, now: datetime) -> Meeting:
    """Take a document away.

    Raises:
        NotAllowed, WrongMoment, MinutesSealed
    """
    document = Document.objects.get(pk=document_id)
    meeting = locked(document.meeting_id, among=PREPARED)
    if not policies.may_prepare(actor, meeting):
        raise NotAllowed
    Document.objects.filter(pk=document_id).delete()
    files.release(file_id=document.file_id, purpose=PURPOSE, subject=meeting.subject_key)
    note(meeting, "document_removed", actor, now, file=document.file_id)
    return meeting


# --- inside ----------------------------------------------------------------------------------------------------


def _keep(meeting: Meeting, plan: Plan, actor: Actor, now: datetime) -> None:
    if not plan.items:
        raise NoAgenda
    chair, secretary = plan.chair_id or actor.person_id, plan.secretary_id or actor.person_id
    people = _people({*plan.people, chair, secretary}, meeting.administration_id)
    if len(people) + len(plan.guests) > MOST:
        raise TooMany(most=MOST)
    if plan.room != Room.NONE and not VideoServer.objects.filter(
        administration=meeting.administration_id, kind=plan.room
    ):
        raise NoVideo
    meeting.chair, meeting.secretary = people[chair], people[secretary]
    meeting.title, meeting.note, meeting.place, meeting.room = plan.title, plan.note, plan.place, plan.room
    meeting.starts_at, meeting.minutes = plan.starts_at, plan.minutes
    meeting.save()
    _items(meeting, plan.items)
    _participants(meeting, people, plan.guests, now)
    _attach(meeting, plan.file_ids, None, now)


def _people(keys: set, administration_id: int) -> dict:
    rows = get_user_model().objects.filter(pk__in=keys, administration=administration_id, is_active=True)
    people = {one.pk: one for one in rows}
    if len(people) != len(keys):
        raise PersonElsewhere
    return people


def _items(meeting: Meeting, items: Sequence[Item]) -> None:
    """Those that are there keep what hangs on them; those no longer named go."""
    there = {item.pk: item for item in meeting.items.all()}  # type: ignore[attr-defined]
    named = {item.id for item in items if item.id}
    AgendaItem.objects.filter(meeting=meeting).exclude(pk__in=named).delete()
    for position, item in enumerate(items, 1):
        row = there.get(item.id or 0) or AgendaItem(meeting=meeting)
        row.position, row.title, row.speaker, row.minutes = position, item.title, item.speaker, item.minutes
        row.save()


def _participants(meeting: Meeting, people: dict, guests: Sequence[tuple[str, str]], now: datetime) -> None:
    """Who is no longer named stays as removed, so that their calendar can be told."""
    rows = Participant.objects.filter(meeting=meeting)
    there = {one.person_id or one.email: one for one in rows}
    wanted: dict[int | str, Participant] = {}
    for key, person in people.items():
        role = Role.CHAIR if key == meeting.chair_id else Role.SECRETARY if key == meeting.secretary_id else Role.MEMBER
        one = there.get(key) or Participant(meeting=meeting, person=person)
        one.name = person.name_ar if person.language in ("ar", "zgh") else person.name_latin
        one.language, one.role = person.language, role
        wanted[key] = one
    for name, email in guests:
        one = there.get(email) or Participant(meeting=meeting, email=email, language=meeting.chair.language)
        one.name = name or email
        wanted[email] = one
    for one in wanted.values():
        one.removed_at = None
        one.save()
    gone = [one.pk for key, one in there.items() if key not in wanted]
    Participant.objects.filter(pk__in=gone, removed_at=None).update(removed_at=now)


def _attach(meeting: Meeting, file_ids: Sequence[int], item: AgendaItem | None, now: datetime) -> int:
    there = set(meeting.documents.values_list("file_id", flat=True))  # type: ignore[attr-defined]
    fresh = [key for key in dict.fromkeys(file_ids) if key not in there]
    files.claim_all(fresh, purpose=PURPOSE, subject=meeting.subject_key, now=now)
    Document.objects.bulk_create(Document(meeting=meeting, item=item, file_id=key, added_at=now) for key in fresh)
    return len(fresh)


def _in_time(meeting: Meeting, now: datetime) -> None:
    if meeting.starts_at < now:
        raise InThePast


def _tell(meeting: Meeting) -> None:
    facts.tell(
        MeetingConvened(meeting_id=meeting.pk, administration_id=meeting.administration_id, sequence=meeting.sequence)
    )
