"""The job that carries a sending: begun, handed over outside any transaction, noted. Killed anywhere, it is run again.

Nothing is lost: a sending that waits has a job (told in the transaction that made it wait), and what has none for some
minutes is given one by the clock. Nothing is doubled: the receiver knows the message by its identifier, and what is
noted once is not noted again.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.kit import failpoints

from ..enums import Event, Why
from ..registry import Outcome, channel, impossible, later

log = logging.getLogger(__name__)
FORGOTTEN = timedelta(minutes=5)  # a try that should have begun so long ago has lost its job


@facts.job(queue="delivery", lock="sending:{sending_id}", retry=facts.BackOff(tries=1000, ceiling=600))
def carry(sending_id: int) -> None:
    """One try. What the channel raises is noted as a fault of ours and tried again; what fails here is a bug."""
    from . import handing

    sending = handing.begin(sending_id=sending_id, now=timezone.now())
    if sending is None:
        return
    failpoints.reach("delivery.begun")
    way = channel(sending.channel)
    outcome: Outcome | None
    try:
        if way is None:
            outcome = impossible(sending.channel, Why.FAULT, Event.RELAY_FAILURE)  # its app is gone
        else:
            outcome = way.hand_over(sending, timezone.now())
    except Exception as error:
        log.exception("channel %s failed on sending %s", sending.channel, sending.pk)
        outcome = later(f"{type(error).__name__}: {error}"[:500], Why.FAULT)
    if outcome is None:
        return
    failpoints.reach("delivery.handed")
    handing.note(sending_id=sending_id, outcome=outcome, now=timezone.now())
