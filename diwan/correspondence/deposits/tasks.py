"""By the clock."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .operations import drafts


@facts.scheduled(cron="27 * * * *", queue="house")
def sweep_drafts() -> None:
    """Letters begun and left."""
    drafts.sweep(now=timezone.now())
