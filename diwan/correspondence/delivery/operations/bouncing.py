"""An e-mail that came back after the server had taken it: a clerk who has the notice before them says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import Event, State, Why
from ..registry import Happened, Outcome
from .handing import ReasonMissing
from .settling import settle, taken

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Sending


class NotByMail(Refusal):
    message = _("Only an e-mail that nobody opened can be noted as come back.")


def bounced(*, actor: Actor, sending_id: int, words: str, now: datetime) -> Sending:
    """Note that the e-mail came back, with what its notice says: the link opens nothing any more.

    Raises:
        ReasonMissing, NotAllowed, NotByMail
    """
    if not words.strip():
        raise ReasonMissing
    with acknowledged():
        letter, row = taken(sending_id)
        if not policies.may_send(actor, letter):
            raise NotAllowed
        if row.channel != "email" or row.state != State.CONSIGNED:
            raise NotByMail
        event = Happened(Event.CONSIGNMENT_NOTIFICATION_FAILURE, Why.BOUNCED, words.strip())
        over = Outcome(state=State.FAILED, code=Why.BOUNCED, words=words.strip(), events=(event,))
        settle(letter, row, over, now, actor=actor)
        return row
