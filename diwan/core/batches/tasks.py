"""What the clock does with long works."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import operations


@facts.scheduled(cron="23 * * * *", queue="house")
def forget_old_works() -> None:
    """Results live a day, works a season."""
    operations.forget_old(now=timezone.now())
