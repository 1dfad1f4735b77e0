"""What follows when a fact is told. Each may run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import Refusal
from diwan.telework.acts import api as acts
from diwan.telework.outputs import api as outputs

from . import mails, rooms, telling
from .enums import MINUTES, Room, State
from .events import (
    MeetingCancelled,
    MeetingClosed,
    MeetingConvened,
    MeetingOpened,
    MinutesSigned,
    RecordingStarted,
    RecordingWithdrawn,
)
from .models import Meeting, Participant
from .operations import writing

if TYPE_CHECKING:
    from .models import Decision


def found(meeting_id: int) -> Meeting:
    return Meeting.objects.select_related("administration", "chair", "secretary").get(pk=meeting_id)


def invited(meeting: Meeting) -> list[Participant]:
    return list(Participant.objects.filter(meeting=meeting, removed_at=None).select_related("person"))


@facts.hears(MeetingConvened)
@transaction.atomic
def invite(fact: MeetingConvened) -> None:
    """By every channel there is; those who are no longer invited are told so."""
    meeting, now = found(fact.meeting_id), timezone.now()
    if meeting.state != State.CONVENED or meeting.sequence != fact.sequence:
        return  # a later change or the cancelling says it
    people = invited(meeting)
    again = fact.sequence > 0
    sentence = _("Changed: %(title)s (%(when)s)") if again else _("You are invited: %(title)s (%(when)s)")
    kind = "meetings.changed" if again else "meetings.convened"
    mails.send(telling.tell(people, kind, sentence, meeting, once=str(fact.sequence), now=now), meeting)
    for one in people:
        if one.person is not None and one.person.phone:
            text = str(sentence) % {"title": meeting.title, "when": telling.when(meeting, one.language)}
            notifications.text(phone=one.person.phone, text=text)
    gone = list(Participant.objects.filter(meeting=meeting, removed_at__isnull=False).select_related("person"))
    sentence = _("You are no longer expected: %(title)s (%(when)s)")
    mails.send(telling.tell(gone, "meetings.cancelled", sentence, meeting, once="removed", now=now), meeting)


@facts.hears(MeetingCancelled)
@transaction.atomic
def call_off(fact: MeetingCancelled) -> None:
    meeting = found(fact.meeting_id)
    sentence = _("Cancelled: %(title)s (%(when)s)")
    told = telling.tell(
        invited(meeting), "meetings.cancelled", sentence, meeting, once=str(fact.sequence), now=timezone.now()
    )
    mails.send(told, meeting)


@facts.hears(MeetingOpened)
@transaction.atomic
def begin(fact: MeetingOpened) -> None:
    """Those who are not here yet are told that it has begun; the video room is made ready."""
    meeting = found(fact.meeting_id)
    if meeting.state != State.OPEN:
        return
    away = [one for one in invited(meeting) if not one.stays.filter(left_at=None).exists()]  # type: ignore[attr-defined]
    sentence = _("It has begun: %(title)s")
    telling.tell(away, "meetings.opened", sentence, meeting, once="opened", now=timezone.now())
    if meeting.room == Room.BBB:
        rooms.make_ready.later(meeting_id=meeting.pk)


@facts.hears(MeetingClosed)
@transaction.atomic
def shut(fact: MeetingClosed) -> None:
    if found(fact.meeting_id).room == Room.BBB:
        rooms.shut.later(meeting_id=fact.meeting_id)


@facts.hears(RecordingStarted)
@transaction.atomic
def record(fact: RecordingStarted) -> None:
    change_room(found(fact.meeting_id))


@facts.hears(RecordingWithdrawn)
@transaction.atomic
def record_no_more(fact: RecordingWithdrawn) -> None:
    change_room(found(fact.meeting_id))


def change_room(meeting: Meeting) -> None:
    """A room of BigBlueButton is made to be recorded, or not to be."""
    if meeting.room == Room.BBB and meeting.state == State.OPEN:
        rooms.renew.later(meeting_id=meeting.pk)


@facts.hears(acts.ActSigned)
def seal(fact: acts.ActSigned) -> None:
    if fact.kind == MINUTES:
        writing.minutes_signed(
            actor=organisations.SYSTEM, act_id=fact.act_id, reference=fact.reference, now=timezone.now()
        )


@facts.hears(acts.ActRefused)
@transaction.atomic
def come_back(fact: acts.ActRefused) -> None:
    """A signer refused: whoever wrote is told why."""
    if fact.kind != MINUTES:
        return
    meeting = writing.minutes_returned(act_id=fact.act_id, reason=fact.reason, now=timezone.now())
    if meeting is not None:
        keys = {meeting.secretary_id, meeting.chair_id, meeting.convened_by_id}
        people = Participant.objects.filter(meeting=meeting, person__in=keys)
        sentence = _("The minutes come back to be mended: %(title)s")
        once = str(fact.act_id)
        telling.tell(people, "meetings.returned", sentence, meeting, once=once, now=timezone.now())


@facts.hears(MinutesSigned)
@transaction.atomic
def spread(fact: MinutesSigned) -> None:
    """Everybody who was invited may read them."""
    meeting, now = found(fact.meeting_id), timezone.now()
    sentence = _("The minutes are signed: %(title)s")
    telling.tell(invited(meeting), "meetings.minutes", sentence, meeting, once="signed", now=now)


@facts.hears(MinutesSigned)
@transaction.atomic
def hand_out(fact: MinutesSigned) -> None:
    """What was decided, with somebody in charge and a date, becomes tasks."""
    now = timezone.now()
    writing.tasks_from(
        meeting_id=fact.meeting_id, set_task=setting(found(fact.meeting_id), fact.reference, now), now=now
    )


def setting(meeting: Meeting, reference: str, now: Any) -> Any:
    """How a decision becomes a task: set by the chair, in their own right; where they have none over that person, the
    decision stays what it is."""
    chair = organisations.actor_for(meeting.chair_id, now)

    def set_task(decision: Decision) -> int | None:
        if decision.person_id is None or decision.due_on is None:
            return None
        try:
            with transaction.atomic():
                task = outputs.set_task(
                    actor=chair,
                    person_id=decision.person_id,
                    title=decision.text[:200],
                    output=decision.text,
                    due_on=decision.due_on,
                    source=f"{reference} · {meeting.title}"[:200],
                    source_kind=outputs.Source.MEETING,
                    now=now,
                )
        except Refusal:
            return None
        return task.pk

    return set_task
