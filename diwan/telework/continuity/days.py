"""Who is on site on which day of a crisis. Pure: the same numbers that the plan's one statement writes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .models import Assignment, Crisis


def on_site(slot: int, size: int, seats: int, turn: int) -> bool:
    """Whether this place is on site at the n-th working day: over `size` days each is there `seats` times."""
    return (slot + turn * seats) % size < seats


def turns(crisis: Crisis, country: str, first: date, last: date) -> dict[date, int]:
    """The working days of the week of a crisis between two days, each with its number from the start.

    Holidays keep their number, so that one announced the evening before changes nobody's other days.
    """
    book = calendars.calendar(country)
    found, turn = {}, 0
    for day in each(crisis.starts_on, min(last, last_day(crisis))):
        if book.is_weekend(day):
            continue
        if day >= first:
            found[day] = turn
        turn += 1
    return found


def last_day(crisis: Crisis) -> date:
    """The last day on which it holds, as is known now."""
    return min(crisis.ends_on, crisis.ended_on - timedelta(days=1)) if crisis.ended_on else crisis.ends_on


def each(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def covers(row: Assignment, day: date) -> bool:
    return row.first <= day and (row.last is None or day <= row.last)
