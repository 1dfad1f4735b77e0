"""By the clock. It looks at what is due, and a second run finds nothing to do."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import reminding


@facts.scheduled(cron="45 7 * * *")
def remind() -> None:
    """In the morning."""
    reminding.remind(now=timezone.now())
