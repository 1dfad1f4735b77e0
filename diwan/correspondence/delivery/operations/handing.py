"""What its sender still does about a sending: try it now. Withdrawing has a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import LIVE, State
from ..models import Sending
from ..registry import carry_later
from .settling import taken

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


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
        carry_later(sending_id=row.pk)
        letters.record(letter=letter, kind="delivery.retried", actor=actor, now=now, party=row.party.name)
        return row
