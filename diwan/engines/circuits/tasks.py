"""By the clock: what awaits is looked at each hour; a country's day begins at its own hour."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .operations.silence import look_at_silence


@facts.scheduled(cron="13 * * * *")
def look() -> None:
    look_at_silence(now=timezone.now())
