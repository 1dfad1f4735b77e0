"""Sweeping by the clock."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import operations
from .operations import uploads


@facts.scheduled(cron="41 * * * *", queue="house")
def sweep_unclaimed() -> None:
    """Files chosen in a form that was never sent."""
    operations.sweep(now=timezone.now())


@facts.scheduled(cron="11 * * * *", queue="house")
def sweep_uploads() -> None:
    """Uploads that stood still for a day."""
    uploads.sweep(now=timezone.now())


@facts.scheduled(cron="23 3 * * *", queue="house")
def sweep_orphans() -> None:
    """What killed processes left behind. Lists the whole store, so once a night."""
    operations.sweep_orphans()
