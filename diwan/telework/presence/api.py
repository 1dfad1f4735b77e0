"""The door of presence: what was said of remote days. Days are dates; moments are aware."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from .enums import Where
from .events import CallAnswered, CallDecided, CalledOnSite, DayClosed, WeekClosed, WeekReturned
from .operations.calling import answer_call, call_on_site, decide_call, say_away
from .operations.closing import close_week, lock_week, return_week
from .operations.confirming import complete, confirm
from .queries import days
from .queries.days import Day, called_among

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = [
    "CallAnswered",
    "CallDecided",
    "CalledOnSite",
    "Day",
    "DayClosed",
    "WeekClosed",
    "WeekReturned",
    "Where",
    "answer_call",
    "call_on_site",
    "called_among",
    "close_week",
    "complete",
    "confirm",
    "confirmed_rate",
    "decide_call",
    "lock_week",
    "return_week",
    "say_away",
    "worked",
]


def worked(person_id: int, first: date, last: date, *, now: datetime | None = None) -> list[Day]:
    """Each day from `first` to `last`: planned, said, sent late, completed later, called; [] for who never teleworked.

    `now` decides which days are over; it is the moment of the call unless told.
    """
    return days.worked(person_id, first, last, now=now or timezone.now())


def confirmed_rate(agreement_id: int, first: date, last: date, *, now: datetime | None = None) -> float | None:
    """Of the remote days that are over, the share confirmed whole (0 to 1); None when none was awaited."""
    return days.confirmed_rate(agreement_id, first, last, now=now or timezone.now())
