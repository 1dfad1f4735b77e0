"""What its sender still does about a sending: try it now, withdraw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import LIVE, Event, State, Why
from ..events import SendingMoved
from ..models import Sending
from ..registry import Happened, channel
from .carrying import carry
from .proving import issuer_of, journalled, office_now, prove
from .settling import taken

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class TooLate(Refusal):
    message = _("It is too late to withdraw this sending: it is now %(state)s.")
    advice = _("Write to the addressee, or send a letter that annuls this one.")


class NotToRetry(Refusal):
    message = _("There is nothing to try again: this sending is now %(state)s.")


class ReasonMissing(Refusal):
    message = _("Say why: the other end reads it, and it stays in the history.")
    status = 400


def retry(*, actor: Actor, sending_id: int, now: datetime) -> Sending:
    """Try now: what waits for its time, or what could not be delivered, in a new series under the same identifier.

    Raises:
        NotAllowed, NotToRetry
    """
    with acknowledged():
        letter, row = taken(sending_id)
        if not policies.may_send(actor, letter):
            raise NotAllowed
        others = Sending.objects.filter(party_id=row.party_id, state__in=LIVE).exclude(pk=row.pk)
        if row.state not in (State.WAITING, State.FAILED) or others.exists():
            raise NotToRetry(state=row.get_state_display())
        if row.state == State.FAILED:
            row.state, row.moved_at, row.round = State.WAITING, now, row.round + 1
            row.reason_code = row.reason = ""
        row.next_attempt_at = now
        row.save(update_fields=["state", "moved_at", "round", "reason_code", "reason", "next_attempt_at"])
        carry.later(sending_id=row.pk)
        letters.record(letter=letter, kind="delivery.retried", actor=actor, now=now, party=row.party.name)
        return row


def withdraw(*, actor: Actor, sending_id: int, reason: str, now: datetime) -> Sending:
    """Take a sending back before it was accepted: it leaves the queue, or the list of those who received it.

    Raises:
        ReasonMissing, NotAllowed
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
        if left and not (way and way.take_back and way.take_back(row, now)):
            raise TooLate(state=row.get_state_display())
        event = Event.CONTENT_HANDOVER_FAILURE if left else Event.RELAY_FAILURE
        row.state, row.moved_at, row.next_attempt_at = State.WITHDRAWN, now, None
        row.reason_code, row.reason = Why.WITHDRAWN, reason.strip()
        row.save(update_fields=["state", "moved_at", "next_attempt_at", "reason_code", "reason"])
        facts.tell(SendingMoved(sending_id=row.pk, state=row.state))
        office = office_now(letter.office_id, now)
        seat = actor.seat_for(letters.REGISTER, letter.office.unit)
        happened = [Happened(event, Why.WITHDRAWN, row.reason)]
        rows = prove(row, happened, issuer=issuer_of(office, seat), actor=actor, now=now)
        said = {"party": row.party.name, "reason": row.reason}
        letters.record(letter=letter, kind="delivery.withdrawn", actor=actor, now=now, seat=seat, **said)
        journalled(rows, office_id=letter.office_id, actor=actor, now=now)
        return row
