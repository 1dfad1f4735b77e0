"""What somebody did on their days of telework, read from the journal, kept anyway; nothing more is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.apps import apps

from .. import terms

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MOST = 2000  # entries of one page


@dataclass(frozen=True)
class Done:
    """An act, as the journal has it."""

    at: datetime
    kind: str
    subject: str


def done_remotely(person_id: int, first: date, last: date, zone: ZoneInfo) -> list[Done]:
    """The acts of a person on their days of telework between two days, oldest first, at most `MOST`."""
    days = terms.remote_days(person_id, first, last)
    if not days:
        return []
    start = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    entries = apps.get_model("journal", "Entry").objects.filter(actor_id=person_id, at__gte=start, at__lt=end)
    found = [
        Done(at, kind, subject)
        for at, kind, subject in entries.order_by("at").values_list("at", "kind", "subject").iterator(500)
        if at.astimezone(zone).date() in days
    ]
    return found[:MOST]
