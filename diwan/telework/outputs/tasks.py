"""By the clock. Each looks at what is due, so a missed hour is made up for, and a second run finds nothing to do."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import reminding


@facts.scheduled(cron="25 5 * * *")
def remind() -> None:
    """In the morning, before offices open."""
    reminding.remind(now=timezone.now())


@facts.scheduled(cron="10 13 * * *")
def draft_reports() -> None:
    """In the afternoon of the day that the rules name, while managers are at work."""
    reminding.draft_reports(now=timezone.now())
