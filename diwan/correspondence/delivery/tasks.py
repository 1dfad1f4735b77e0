"""By the clock. Each looks at what is due: a missed hour is made up for, and a second run finds nothing to do."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .operations import carrying, expiring, links


@facts.scheduled(cron="*/5 * * * *", queue="house")
def sweep() -> None:
    """Sendings whose try was lost with a worker."""
    carrying.sweep(now=timezone.now())


@facts.scheduled(cron="20 5 * * *", queue="house")
def expire() -> None:
    """In the morning: what nobody has decided on, links that nobody opened."""
    expiring.expire(now=timezone.now())
    links.expire(now=timezone.now())
