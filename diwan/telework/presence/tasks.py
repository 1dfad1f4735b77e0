"""By the clock: weeks that nobody sent back in time are locked."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .operations import closing


@facts.scheduled(cron="50 1 * * *", queue="house")
def lock_old_weeks() -> None:
    """Each night; a missed one is made up for by the next."""
    closing.lock_old_weeks(now=timezone.now())
