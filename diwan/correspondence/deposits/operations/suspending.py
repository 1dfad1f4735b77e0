"""The legal time of a letter stands still and runs on; each move is a dated event from which it can be replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars

from ..clocks import clock_of
from ..enums import ClockEventKind
from ..models import ClockEvent

if TYPE_CHECKING:
    from datetime import date, datetime

    from ..models import Deposit


def stop(row: Deposit, now: datetime) -> bool:
    """Suspend the time of a locked letter; False when none runs.

    Raises:
        calendars.NoMoreCompletion, calendars.ClockRunOut, calendars.BackInTime: the law does not allow it (any more).
    """
    clock = clock_of(row)
    if clock is None:
        return False
    clock.stop(today(row, now))
    note(row, ClockEventKind.STOP, now)
    return True


def resume(row: Deposit, now: datetime) -> bool:
    """Let the time of a locked letter run on the same day; False when it was not suspended."""
    clock = clock_of(row)
    if clock is None or not clock.stopped:
        return False
    clock.resume(today(row, now))
    note(row, ClockEventKind.RESUME, now)
    return True


def note(row: Deposit, kind: ClockEventKind, now: datetime) -> None:
    """Write the event, and the due date as the whole story gives it."""
    ClockEvent.objects.create(deposit=row, kind=kind, on=today(row, now), at=now)
    clock = clock_of(row)
    row.due_on = clock.due_on if clock else None
    row.save(update_fields=["due_on"])


def today(row: Deposit, now: datetime) -> date:
    return calendars.local_day(now, row.office.administration.country)
