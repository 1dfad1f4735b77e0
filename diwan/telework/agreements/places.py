"""The places an agreement takes in the quotas of its unit: taken when it is decided, given back when days fall away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from diwan.telework.quotas import api as quotas

from .queries.force import days_of

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Agreement


def wanted(row: Agreement, first: date) -> list[date]:
    """The whole days away from `first` to the end, as decided; by hours one is on site too, and takes no place."""
    if not row.terms_now.whole_days:
        return []
    return sorted(days_of([row], max(first, row.starts_on), row.ends_on, planned=True)[row])


def refit(row: Agreement, *, first: date, now: datetime) -> None:
    """Give back what was taken from `first` on, and take what the agreement now needs, in the caller's transaction.

    Raises:
        QuotaBroken: there is no room; nothing was changed.
    """
    quotas.refit(
        person_id=row.person_id,
        unit_id=row.unit_id,
        agreement=row.subject,
        from_day=first,
        days=wanted(row, first),
        now=now,
    )


def give_back(row: Agreement, *, first: date) -> None:
    """No place is held from that day on."""
    quotas.release(agreement=row.subject, from_day=first)


def tomorrow(day: date) -> date:
    return day + timedelta(days=1)
