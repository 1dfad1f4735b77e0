"""What the operations share: a meeting locked, the refusals of a wrong moment, the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import TRANSITIONS, State
from ..models import Meeting, Participant

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class WrongMoment(Refusal):
    message = _("This cannot be done now: %(state)s. Nothing was changed.")
    advice = _("Reload the page to see where the meeting stands.")


class MinutesSealed(Refusal):
    message = _("The minutes of this meeting are signed: nothing of it can be changed any more.")
    advice = _("What has to be corrected is said in the minutes of a later meeting.")


def locked(meeting_id: int, *, among: Container[str]) -> Meeting:
    """The meeting, locked; `among` are the states in which this may be done.

    Raises:
        MinutesSealed, WrongMoment
    """
    rows = Meeting.objects.select_related("administration", "chair", "secretary")
    meeting = rows.select_for_update(of=("self",), no_key=True).get(pk=meeting_id)
    if meeting.state not in among:
        raise MinutesSealed if meeting.state == State.SIGNED else WrongMoment(state=meeting.get_state_display())
    return meeting


def move(meeting: Meeting, state: State) -> None:
    if state not in TRANSITIONS[meeting.state]:
        raise WrongMoment(state=meeting.get_state_display())
    meeting.state = state


def mine(actor: Actor, participant_id: int, guest: int | None, *, among: Container[str]) -> tuple[Meeting, Participant]:
    """A participant who acts for themselves, with their meeting locked.

    Raises:
        NotAllowed, MinutesSealed, WrongMoment
    """
    participant = Participant.objects.get(pk=participant_id)
    meeting = locked(participant.meeting_id, among=among)
    participant.refresh_from_db()
    if not policies.may_act_for(actor, participant, guest):
        raise NotAllowed
    return meeting, participant


def chaired(actor: Actor, meeting_id: int, *, among: Container[str]) -> Meeting:
    """The meeting, locked, for whoever chairs it.

    Raises:
        NotAllowed, MinutesSealed, WrongMoment
    """
    meeting = locked(meeting_id, among=among)
    if not policies.may_chair(actor, meeting):
        raise NotAllowed
    return meeting


def note(meeting: Meeting, kind: str, actor: Actor, now: datetime, **facts: Any) -> None:
    """Written in the journal, last."""
    journal.append(
        chain=f"meetings:{meeting.administration_id}",
        kind=f"meetings.{kind}",
        at=now,
        actor_id=actor.person_id,
        subject=meeting.subject_key,
        facts=facts,
    )
