"""A meeting is held: who is in the room, who speaks, who leaves by the chair's leave, and how long it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import Refusal

from ..enums import Answer, Source, State
from ..events import MeetingClosed, MeetingOpened
from ..models import Attendance, Participant, Speech
from .shared import chaired, mine, move, note

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Meeting

ROOM_OPENS = (State.CONVENED, State.OPEN)  # one signs in before the chair opens
LONGEST_EXTENSION = 240  # minutes


class PeopleMissing(Refusal):
    message = _("Not everybody who was invited is here. The meeting is not open.")
    advice = _("Wait for them, or say why it begins without them.")
    status = 422


class NotInTheRoom(Refusal):
    message = _("Sign in to the room first.")
    advice = _("Say that you are here; then you can ask to speak or to leave.")


class ConsentFirst(Refusal):
    message = _("This meeting is being recorded: whoever comes in says first whether they agree.")
    advice = _("If you do not agree, the recording stops before you come in.")


def missing(meeting: Meeting) -> list[Participant]:
    """Invited, did not say no, and not in the room."""
    rows = Participant.objects.filter(meeting=meeting, removed_at=None).exclude(answer=Answer.DECLINED)
    return list(rows.exclude(pk__in=inside(meeting)))


def inside(meeting: Meeting) -> set[int]:
    return set(
        Attendance.objects.filter(participant__meeting=meeting, left_at=None).values_list("participant_id", flat=True)
    )


@transaction.atomic
def open_meeting(*, actor: Actor, meeting_id: int, reason: str = "", now: datetime) -> Meeting:
    """Begin, once everybody who did not decline is here, or with the reason why not (000 §4: presence of all is checked
    before the start).

    Raises:
        NotAllowed, WrongMoment, PeopleMissing
    """
    meeting = chaired(actor, meeting_id, among=(State.CONVENED,))
    away = missing(meeting)
    if away and not reason:
        raise PeopleMissing
    move(meeting, State.OPEN)
    meeting.opened_at, meeting.open_reason = now, reason if away else ""
    meeting.save(update_fields=["state", "opened_at", "open_reason"])
    note(meeting, "opened", actor, now, missing=len(away))
    facts.tell(MeetingOpened(meeting_id=meeting.pk, administration_id=meeting.administration_id))
    return meeting


@transaction.atomic
def close_meeting(*, actor: Actor, meeting_id: int, now: datetime) -> Meeting:
    """End: everybody has left, nobody waits to speak, nothing is recorded any more.

    Raises:
        NotAllowed, WrongMoment
    """
    meeting = chaired(actor, meeting_id, among=(State.OPEN,))
    move(meeting, State.CLOSED)
    meeting.ended_at = now
    if meeting.is_recorded:
        meeting.recorded_until = now
    meeting.save(update_fields=["state", "ended_at", "recorded_until"])
    Attendance.objects.filter(participant__meeting=meeting, left_at=None).update(left_at=now, with_leave=True)
    Speech.objects.filter(participant__meeting=meeting, ended_at=None).update(ended_at=now)
    note(meeting, "closed", actor, now)
    facts.tell(MeetingClosed(meeting_id=meeting.pk, administration_id=meeting.administration_id))
    return meeting


@transaction.atomic
def extend(*, actor: Actor, meeting_id: int, minutes: int, now: datetime) -> Meeting:
    """The duration is kept; the chair may lengthen it, and it is seen that they did.

    Raises:
        NotAllowed, WrongMoment
    """
    meeting = chaired(actor, meeting_id, among=(State.OPEN,))
    meeting.extended = min(meeting.extended + minutes, LONGEST_EXTENSION)
    meeting.save(update_fields=["extended"])
    note(meeting, "extended", actor, now, minutes=minutes)
    return meeting


# --- coming and leaving ----------------------------------------------------------------------------------------------


@transaction.atomic
def sign_in(*, actor: Actor, participant_id: int, guest: int | None = None, now: datetime) -> Attendance:
    """ "I am here". Twice is once.

    Raises:
        NotAllowed, WrongMoment, ConsentFirst
    """
    meeting, participant = mine(actor, participant_id, guest, among=ROOM_OPENS)
    if meeting.is_recorded and participant.consent is not True:
        raise ConsentFirst
    return arrive(participant, Source.SELF, now)


@transaction.atomic
def ask_leave(*, actor: Actor, participant_id: int, guest: int | None = None, now: datetime) -> None:
    """Ask the chair to leave; the chair leaves as they please.

    Raises:
        NotAllowed, WrongMoment, NotInTheRoom
    """
    meeting, participant = mine(actor, participant_id, guest, among=ROOM_OPENS)
    stay = present(participant)
    if meeting.state == State.CONVENED or participant.person_id == meeting.chair_id:
        depart(stay, now, with_leave=True)
    elif participant.leave_asked_at is None:
        participant.leave_asked_at = now
        participant.save(update_fields=["leave_asked_at"])


@transaction.atomic
def grant_leave(*, actor: Actor, participant_id: int, now: datetime) -> None:
    """The chair lets somebody go.

    Raises:
        NotAllowed, WrongMoment, NotInTheRoom
    """
    participant = Participant.objects.get(pk=participant_id)
    meeting = chaired(actor, participant.meeting_id, among=ROOM_OPENS)
    depart(present(participant), now, with_leave=True)
    note(meeting, "leave_granted", actor, now, participant=participant.pk)


@transaction.atomic
def note_presence(*, actor: Actor, participant_id: int, here: bool, now: datetime) -> None:
    """The chair notes who is on the telephone or in the hall, and who left without a word.

    Raises:
        NotAllowed, WrongMoment, ConsentFirst
    """
    participant = Participant.objects.get(pk=participant_id)
    meeting = chaired(actor, participant.meeting_id, among=ROOM_OPENS)
    if here:
        if meeting.is_recorded and participant.consent is not True:
            raise ConsentFirst
        arrive(participant, Source.CHAIR, now)
    else:
        depart(present(participant), now, with_leave=False)
    note(meeting, "presence_noted", actor, now, participant=participant.pk, here=here)


@transaction.atomic
def seen_by_video(*, meeting_id: int, users: Collection[str], now: datetime) -> None:
    """What a video server says of its room: who is in it now. Only stays that it told of end by it: whoever signed in
    themselves may be on the telephone."""
    people = list(Participant.objects.select_for_update().filter(meeting=meeting_id, removed_at=None))
    there = {one.pk for one in people if str(one.pk) in users}
    stays = Attendance.objects.filter(participant__meeting=meeting_id, left_at=None)
    seen = {stay.participant_id: stay for stay in stays.select_related("participant")}
    for one in people:
        if one.pk in there and one.pk not in seen:
            arrive(one, Source.VIDEO, now)
        elif one.pk in seen and one.pk not in there and seen[one.pk].source == Source.VIDEO:
            depart(seen[one.pk], now, with_leave=False)


def arrive(participant: Participant, source: Source, now: datetime) -> Attendance:
    there = participant.stays.filter(left_at=None).first()  # type: ignore[attr-defined]
    return there or Attendance.objects.create(participant=participant, source=source, joined_at=now)


def present(participant: Participant) -> Attendance:
    stay = participant.stays.filter(left_at=None).first()  # type: ignore[attr-defined]
    if stay is None:
        raise NotInTheRoom
    return stay


def depart(stay: Attendance, now: datetime, *, with_leave: bool) -> None:
    stay.left_at, stay.with_leave = now, with_leave
    stay.save(update_fields=["left_at", "with_leave"])
    Speech.objects.filter(participant=stay.participant_id, ended_at=None).update(ended_at=now)
    Participant.objects.filter(pk=stay.participant_id).update(leave_asked_at=None)


# --- the floor -------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_to_speak(*, actor: Actor, participant_id: int, guest: int | None = None, now: datetime) -> Speech:
    """Stand in the queue; twice is once.

    Raises:
        NotAllowed, WrongMoment, NotInTheRoom
    """
    _meeting, participant = mine(actor, participant_id, guest, among=(State.OPEN,))
    present(participant)
    waiting = participant.speeches.filter(ended_at=None).first()  # type: ignore[attr-defined]
    return waiting or Speech.objects.create(participant=participant, asked_at=now)


@transaction.atomic
def no_longer_speak(*, actor: Actor, participant_id: int, guest: int | None = None, now: datetime) -> None:
    """Leave the queue, or give the floor back.

    Raises:
        NotAllowed, WrongMoment
    """
    _meeting, participant = mine(actor, participant_id, guest, among=(State.OPEN,))
    Speech.objects.filter(participant=participant, ended_at=None).update(ended_at=now)


@transaction.atomic
def give_floor(*, actor: Actor, participant_id: int, now: datetime) -> Speech:
    """The chair gives the floor; whoever had it gives it back. One speaks at a time.

    Raises:
        NotAllowed, WrongMoment, NotInTheRoom
    """
    participant = Participant.objects.get(pk=participant_id)
    meeting = chaired(actor, participant.meeting_id, among=(State.OPEN,))
    present(participant)
    speaking = Speech.objects.filter(participant__meeting=meeting, ended_at=None, given_at__isnull=False)
    speaking.exclude(participant=participant).update(ended_at=now)
    turn = Speech.objects.filter(participant=participant, ended_at=None).first()
    turn = turn or Speech(participant=participant, asked_at=now)
    turn.given_at = turn.given_at or now
    turn.save()
    return turn
