"""Nothing is recorded unless everybody was asked and everybody in the room agrees (000 §4, law 09-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import Refusal

from ..enums import PREPARED, State
from ..events import RecordingStarted, RecordingWithdrawn
from ..models import Participant
from .holding import inside
from .shared import chaired, mine, note

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Meeting

ASKED = (*PREPARED, State.OPEN)


class NotAllAgree(Refusal):
    message = _("This meeting cannot be recorded: somebody in the room did not agree, or was not asked.")
    advice = _("Go on without a recording; the minutes keep what was said.")


class NobodyInTheRoom(Refusal):
    message = _("Nobody is in the room: there is nothing to record.")


@transaction.atomic
def ask_consent(*, actor: Actor, meeting_id: int, now: datetime) -> Meeting:
    """Ask everybody who is invited whether the meeting may be recorded. Each answers for themselves.

    Raises:
        NotAllowed, WrongMoment, NotAllAgree: somebody withdrew before.
    """
    meeting = chaired(actor, meeting_id, among=(State.CONVENED, State.OPEN))
    if meeting.recording_barred:
        raise NotAllAgree
    if meeting.recording_asked_at is None:
        meeting.recording_asked_at = now
        meeting.save(update_fields=["recording_asked_at"])
        note(meeting, "recording_asked", actor, now)
    return meeting


@transaction.atomic
def consent(*, actor: Actor, participant_id: int, agrees: bool, guest: int | None = None, now: datetime) -> Participant:
    """Agree, or not, or no longer: a recording that runs stops at once.

    Raises:
        NotAllowed, WrongMoment
    """
    meeting, participant = mine(actor, participant_id, guest, among=ASKED)
    participant.consent, participant.consent_at = agrees, now
    participant.save(update_fields=["consent", "consent_at"])
    if not agrees and meeting.recorded_from is not None and not meeting.recording_barred:
        meeting.recorded_until = meeting.recorded_until or now
        meeting.recording_barred = True
        meeting.save(update_fields=["recorded_until", "recording_barred"])
        facts.tell(RecordingWithdrawn(meeting_id=meeting.pk))
    note(meeting, "recording_consent", actor, now, participant=participant.pk, agrees=agrees)
    return participant


@transaction.atomic
def start_recording(*, actor: Actor, meeting_id: int, now: datetime) -> Meeting:
    """Begin to record, everybody in the room agreeing.

    Raises:
        NotAllowed, WrongMoment, NobodyInTheRoom, NotAllAgree
    """
    meeting = chaired(actor, meeting_id, among=(State.OPEN,))
    if not may_be_recorded(meeting):
        raise NotAllAgree
    if not inside(meeting):
        raise NobodyInTheRoom
    if meeting.recorded_from is None:
        meeting.recorded_from = now
        meeting.save(update_fields=["recorded_from"])
        note(meeting, "recording_started", actor, now)
        facts.tell(RecordingStarted(meeting_id=meeting.pk))
    return meeting


@transaction.atomic
def stop_recording(*, actor: Actor, meeting_id: int, now: datetime) -> Meeting:
    """End the recording.

    Raises:
        NotAllowed, WrongMoment
    """
    meeting = chaired(actor, meeting_id, among=(State.OPEN,))
    if meeting.is_recorded:
        meeting.recorded_until = now
        meeting.save(update_fields=["recorded_until"])
        note(meeting, "recording_stopped", actor, now)
    return meeting


def may_be_recorded(meeting: Meeting) -> bool:
    """Asked of all; nobody invited said no, and everybody in the room said yes."""
    if meeting.recording_asked_at is None or meeting.recording_barred:
        return False
    rows = Participant.objects.filter(meeting=meeting, removed_at=None)
    here = inside(meeting)
    return all(one.consent is True if one.pk in here else one.consent is not False for one in rows)
