"""A sending is taken back before it was accepted: at once where its channel can, else asked of the other end.

What is asked is a sealed evidence that travels as any other, and again until the other end has it; so is the answer.
Whoever comes first there holds the row of the arrival locked: it is given back, or accepted, never both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import WITHDRAWAL, Event, State, Why
from ..events import SendingMoved
from ..registry import Happened, carry_later, channel
from .handing import ReasonMissing
from .proving import issuer_of, journalled, office_now, prove
from .settling import taken

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter

    from ..models import Sending


class TooLate(Refusal):
    message = _("It is too late to withdraw this sending: it is now %(state)s.")
    advice = _("Write to the addressee, or send a letter that annuls this one.")


class AlreadyAsked(Refusal):
    message = _("The other end was asked already to give this sending back.")
    advice = _("Its answer is shown here as soon as it comes.")


def withdraw(*, actor: Actor, sending_id: int, reason: str, now: datetime) -> Sending:
    """Take a sending back before it was accepted: it leaves the queue, or the list of those who received it; or the
    other end is asked for it, and the sending goes on until the answer comes.

    Raises:
        ReasonMissing, NotAllowed, AlreadyAsked
        TooLate: it was accepted, or its channel has it and cannot give it back.
    """
    if not reason.strip():
        raise ReasonMissing
    with acknowledged():
        letter, row = taken(sending_id)
        if not policies.may_send(actor, letter):
            raise NotAllowed
        if not row.is_under_way:
            raise TooLate(state=row.get_state_display())
        way, left = channel(row.channel), row.attempts > 0
        if left and way and way.ask_back:
            _ask_back(letter, row, actor, reason.strip(), now)
            way.ask_back(row)
            return row
        if left and not (way and way.take_back and way.take_back(row, now)):
            raise TooLate(state=row.get_state_display())
        row.state, row.moved_at, row.next_attempt_at = State.WITHDRAWN, now, None
        row.reason_code, row.reason = Why.WITHDRAWN, reason.strip()
        row.save(update_fields=["state", "moved_at", "next_attempt_at", "reason_code", "reason"])
        facts.tell(SendingMoved(sending_id=row.pk, state=row.state))
        event = Event.CONTENT_HANDOVER_FAILURE if left else Event.RELAY_FAILURE
        _sealed(letter, row, Happened(event, Why.WITHDRAWN, row.reason), "delivery.withdrawn", actor, now)
        return row


def _ask_back(letter: Letter, row: Sending, actor: Actor, reason: str, now: datetime) -> None:
    if row.is_asked_back:
        raise AlreadyAsked
    if row.state == State.WAITING:  # the next try carries what is asked instead of the letter
        row.next_attempt_at = now
        row.save(update_fields=["next_attempt_at"])
        carry_later(sending_id=row.pk)
    asked = Happened(Event.CONTENT_HANDOVER_FAILURE, Why.WITHDRAWN, reason, WITHDRAWAL)
    _sealed(letter, row, asked, "delivery.asked_back", actor, now)


def _sealed(letter: Letter, row: Sending, happened: Happened, kind: str, actor: Actor, now: datetime) -> None:
    """The evidence, the history of the letter and the journal, in that order."""
    seat = actor.seat_for(letters.REGISTER, letter.office.unit)
    issuer = issuer_of(office_now(letter.office_id, now), seat)
    rows = prove(row, [happened], issuer=issuer, actor=actor, now=now)
    said = {"party": row.party.name, "reason": happened.words}
    letters.record(letter=letter, kind=kind, actor=actor, now=now, seat=seat, **said)
    journalled(rows, office_id=letter.office_id, actor=actor, now=now)
