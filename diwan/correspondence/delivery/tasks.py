"""The job that carries a sending, and what is done by the clock: a missed hour is made up for."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from diwan.core.facts import api as facts

from .operations import carrying, expiring, links
from .registry import register_carrier

AGAIN = timedelta(seconds=10)


@facts.job(queue="delivery", retry=facts.BackOff(tries=1000, ceiling=600))
def carry(sending_id: int) -> None:
    """One try, unless one is going on. What fails here, and not in the channel, is a bug."""
    with carrying.alone(sending_id) as free:
        if free:
            sending = carrying.begin(sending_id=sending_id, now=timezone.now())
            outcome = carrying.attempt(sending, timezone.now()) if sending else None
            if outcome is not None:
                carrying.note(sending_id=sending_id, outcome=outcome, now=timezone.now())
            return
    with transaction.atomic():  # whoever tries may be dead, and the server not know it yet: look again in a moment
        carry.later(sending_id=sending_id, wait=AGAIN)


register_carrier(carry)


@facts.scheduled(cron="*/5 * * * *", queue="house")
def sweep() -> None:
    """Sendings whose try was lost with a worker."""
    carrying.sweep(now=timezone.now())


@facts.scheduled(cron="20 5 * * *", queue="house")
def expire() -> None:
    """In the morning: what nobody has decided on, links that nobody opened."""
    expiring.expire(now=timezone.now())
    links.expire(now=timezone.now())
