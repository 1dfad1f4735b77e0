"""What is done by the clock."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from diwan.core.facts import api as facts

from . import mails, operations, pushes, sms  # noqa: F401  their jobs are made known
from .operations import devices

KEPT = timedelta(days=365)


@facts.scheduled(cron="7 2 * * *", queue="house")
def forget_old_notifications() -> None:
    operations.forget_old(before=timezone.now() - KEPT)


@facts.scheduled(cron="11 2 * * *", queue="house")
def forget_gone_devices() -> None:
    devices.forget_gone(now=timezone.now())
