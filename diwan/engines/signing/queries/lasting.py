"""How long the signed documents of an administration last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Max, Min, Q

if TYPE_CHECKING:
    from datetime import datetime

    from ..models.lasting import LastingFileQuerySet

MONTH = 30.44  # days, on average


def horizon(today: date) -> date:
    """What expires by this day is renewed."""
    return today + timedelta(days=round(settings.DIWAN_RENEW_MONTHS * MONTH))


@dataclass(frozen=True)
class Overview:
    """Counts for the head of the page; `waiting` are due and not failed."""

    total: int
    due: int
    failed: int
    renewed: int
    next_on: date | None
    last_at: datetime | None

    @property
    def waiting(self) -> int:
        return self.due - self.failed


def overview(rows: LastingFileQuerySet, today: date) -> Overview:
    """In one query."""
    failed = Q(failed_at__isnull=False)
    return Overview(
        **rows.aggregate(
            total=Count("pk"),
            due=Count("pk", filter=Q(expires_on__lte=horizon(today)) | failed),
            failed=Count("pk", filter=failed),
            renewed=Count("pk", filter=Q(renewals__gt=0)),
            next_on=Min("expires_on"),
            last_at=Max("renewed_at"),
        )
    )
