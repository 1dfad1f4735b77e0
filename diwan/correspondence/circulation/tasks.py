"""By the clock. Each looks at what is due, so a missed hour is made up for, and a second run finds nothing to do."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import reminding
from .operations import moving


@facts.scheduled(cron="20 5 * * *")
def remind() -> None:
    """In the morning, before offices open."""
    reminding.remind(now=timezone.now())


@facts.scheduled(cron="40 5 * * *")
def weekly() -> None:
    """Each morning; only the first worked one of a week writes."""
    reminding.weekly(now=timezone.now())


@facts.scheduled(cron="35 0 * * *", queue="house")
def carry_on() -> None:
    """A unit can be abolished for a day to come: when it comes, what it was asked goes on elsewhere."""
    moving.resettle(now=timezone.now())
