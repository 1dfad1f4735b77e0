"""What is late and what soon will be, by country: the rows that reminders and weekly lists are written from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..enums import State
from ..models import Instruction
from ..pace import pace_of as pace

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["late_and_soon", "near", "pace"]

AHEAD = timedelta(days=40)  # further than any reminder reaches, holidays included
WEEK = timedelta(days=7)
WITH = (
    "letter__administration",
    "letter__office",
    "unit",
    "dispatch__post",
    "dispatch__parent",
)


def near(country: str, today: date) -> Iterator[Instruction]:
    """What waits in that country and is due within the reach of reminders, or late and not told above (1 query)."""
    rows = Instruction.objects.filter(
        state=State.OPEN, due_on__lte=today + AHEAD, escalated_at=None, letter__administration__country=country
    )
    return rows.select_related(*WITH).order_by("due_on", "pk").iterator(500)


def late_and_soon(country: str, today: date) -> Iterator[Instruction]:
    """What is late, or due within seven days (1 query)."""
    rows = Instruction.objects.filter(
        state=State.OPEN, due_on__lt=today + WEEK, letter__administration__country=country
    )
    return rows.select_related(*WITH).order_by("due_on", "pk").iterator(500)
