"""The hourly checkpoint."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import operations


@facts.scheduled(cron="0 * * * *")
def seal_the_hour() -> None:
    """Sign what was added since the last checkpoint; does nothing when nothing was."""
    operations.checkpoint(now=timezone.now())
