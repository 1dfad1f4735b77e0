"""The door of notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from . import operations, queries
from .operations import NoReader, Telling, notify_many
from .queries import Gathered, unread_count
from .sms import SmsGateway, text

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Notification

__all__ = [
    "Gathered",
    "NoReader",
    "SmsGateway",
    "Telling",
    "notify",
    "notify_many",
    "register_kind",
    "text",
    "unread_count",
]


def notify(*, kind: str, subject: str, now: datetime | None = None, **told: Any) -> Notification | None:
    """Tell a person (`person_id`) or an address (`email`); `operations.notify` says all it takes. Now, unless told."""
    return operations.notify(kind=kind, subject=subject, now=now or timezone.now(), **told)


def register_kind(code: str, label: Any, *, place: Gathered | None = None) -> None:
    """Make a kind known, so that people can choose; called in `ready()`. `label` is a lazy translation.

    `place` is where the thing told waits: devices then say how much waits there, instead of how much was told.
    """
    queries.KINDS[code] = label
    if place is not None:
        queries.GATHERED[code] = place
