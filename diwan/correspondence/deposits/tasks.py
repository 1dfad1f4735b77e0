"""By the clock. Each looks at what is due, so a missed hour is made up for, and a second run finds nothing to do."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import notices
from .operations import drafts, silence


@facts.scheduled(cron="5 * * * *")
def decide_by_silence() -> None:
    """Each hour, because midnight comes at another hour in each country: never early, whatever the hour."""
    silence.elapse(now=timezone.now())


@facts.scheduled(cron="10 5 * * *")
def remind() -> None:
    """In the morning, before the offices open: what is about to be late."""
    notices.remind(now=timezone.now())


@facts.scheduled(cron="27 * * * *", queue="house")
def sweep_drafts() -> None:
    """Letters begun and left."""
    drafts.sweep(now=timezone.now())
