"""The delays of an administration, and the last day they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.correspondence.letters import api as letters

from .models import Pace

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.correspondence.letters.api import Letter


def pace_of(administration_id: int) -> Pace:
    """The delays of an administration, the defaults where it set none (1 query)."""
    return Pace.objects.filter(administration=administration_id).first() or Pace(administration_id=administration_id)


def days_for(letter: Letter, pace: Pace) -> int:
    """How many worked days a letter of that priority is given."""
    return {
        letters.Priority.NORMAL: pace.normal,
        letters.Priority.URGENT: pace.urgent,
        letters.Priority.VERY_URGENT: pace.very_urgent,
    }[letters.Priority(letter.priority)]


def usual_due(letter: Letter, pace: Pace, now: datetime) -> tuple[int | None, date]:
    """What the form offers: so many worked days and the day they end on; the letter's own last day if it comes
    first, and then no count of days."""
    days = days_for(letter, pace)
    end = days_end(letter, days, now)
    if letter.due_on and letter.due_on < end:
        return None, letter.due_on
    return days, end


def days_end(letter: Letter, days: int, now: datetime) -> date:
    """The day on which so many worked days end, in the country of the letter."""
    country = letter.administration.country
    return calendars.due_on(country, calendars.local_day(now, country), days, "working")
