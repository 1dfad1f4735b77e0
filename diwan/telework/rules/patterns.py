"""When a person works away: the partial and the full kinds of the guides (000 §1.2, 002 chapter 4), as data."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from . import wording

if TYPE_CHECKING:
    from diwan.core.calendars.api import Calendar

FULL, PARTIAL = "full", "partial"
HOURS, DAYS, WEEKS, MONTHS = "hours", "days", "weeks", "months"
SHARES = (HOURS, DAYS, WEEKS, MONTHS)
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
FLOATING_MOST = 6
DAY = timedelta(days=1)


class PatternError(Refusal, ValueError):
    """A pattern that says nothing, or two things at once."""

    message = _("This way of sharing the time cannot be read.")
    advice = _("Say which hours, days, weeks or months are worked away from the office.")
    status = 422


class NoSuchShare(PatternError):
    message = _("Telework is full, or shared by hours, days, weeks or months.")


class NumbersOutside(PatternError):
    message = _("Days of the week go from 1 to 7, weeks of the month from 1 to 5, months from 1 to 12, each once.")


class HoursNeeded(PatternError):
    message = _("A share by hours says from when to when, the end after the start.")


class HoursNotMeant(PatternError):
    message = _("Hours are said only where the day itself is shared.")


class NothingChosen(PatternError):
    message = _("Nothing was chosen: no day, no week, no month.")


class FixedAndFloating(PatternError):
    message = _("Days are fixed, or chosen week by week: not both.")


class FullIsWhole(PatternError):
    message = _("Full telework covers every working day: nothing more is chosen.")


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """Which working days, or hours of them, are worked away. The lists narrow each other down; an empty one does not.

    weekdays: ISO numbers, Monday is 1.
    weeks: of the month. A week belongs to the month that holds its middle day, so that working weeks stay whole.
    months: of the year.
    floating: so many days a week that the person chooses week by week; none is planned.
    from_time, to_time: "HH:MM", only in a share by hours; the rest of those days is worked on site.

    Raises PatternError where it says nothing, or two things at once.
    """

    kind: str = PARTIAL
    share: str = DAYS
    weekdays: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    from_time: str | None = None
    to_time: str | None = None
    floating: int | None = None

    def __post_init__(self) -> None:
        for name, most in (("weekdays", 7), ("weeks", 5), ("months", 12)):
            _check_numbers(getattr(self, name), most)
            object.__setattr__(self, name, tuple(sorted(getattr(self, name))))
        if self.kind == FULL:
            self._check_full()
        elif self.kind != PARTIAL or self.share not in SHARES:
            raise NoSuchShare
        else:
            self._check_hours()
            self._check_choice()

    def _check_full(self) -> None:
        chosen = self.weekdays or self.weeks or self.months or self.from_time or self.to_time or self.floating
        if chosen or self.share not in SHARES:
            raise FullIsWhole

    def _check_hours(self) -> None:
        if self.share != HOURS:
            if self.from_time is not None or self.to_time is not None:
                raise HoursNotMeant
            return
        times = (self.from_time, self.to_time)
        if not all(isinstance(at, str) and TIME.fullmatch(at) for at in times) or times[0] >= times[1]:  # type: ignore[operator]
            raise HoursNeeded

    def _check_choice(self) -> None:
        if self.floating is not None:
            if self.weekdays or self.share != DAYS:
                raise FixedAndFloating
            if type(self.floating) is not int or not 1 <= self.floating <= FLOATING_MOST:
                raise NumbersOutside
        chosen = {
            HOURS: True,
            DAYS: bool(self.weekdays or self.floating),
            WEEKS: bool(self.weeks),
            MONTHS: bool(self.months),
        }
        if not chosen[self.share]:
            raise NothingChosen

    # --- as data ---------------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """JSON primitives; what is empty is left out."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in said.items()
            if value or value == 0
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Pattern:
        """Raises PatternError for what is no pattern: words nobody knows, wrong types."""
        known = {field.name for field in fields(cls)}
        if not isinstance(data, dict) or not set(data) <= known:
            raise PatternError
        said: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in data.items()}
        return cls(**said)

    # --- which days ------------------------------------------------------------------------------------------------

    @property
    def whole_days(self) -> bool:
        """Whether a day of this pattern is spent away from morning to evening; by hours, one is on site too."""
        return self.kind == FULL or self.share != HOURS

    @property
    def is_floating(self) -> bool:
        return self.floating is not None

    def covers(self, day: date, calendar: Calendar) -> bool:
        """Whether this day is planned away. A day that is not worked never is."""
        if self.is_floating or not calendar.is_working_day(day):
            return False
        if self.kind == FULL:
            return True
        month, week = day.month, 0
        if self.weeks:
            month, week = week_of_month(day, calendar.profile.week_starts_on)
        return (
            (not self.weekdays or day.isoweekday() in self.weekdays)
            and (not self.weeks or week in self.weeks)
            and (not self.months or month in self.months)
        )

    def may_choose(self, day: date, calendar: Calendar) -> bool:
        """Whether a floating day may be put there; always False for a fixed pattern."""
        if not self.is_floating or not calendar.is_working_day(day):
            return False
        month, week = week_of_month(day, calendar.profile.week_starts_on)
        if not self.weeks:
            month = day.month
        return (not self.weeks or week in self.weeks) and (not self.months or month in self.months)

    def days(self, first: date, last: date, calendar: Calendar) -> list[date]:
        """The working days planned away from `first` to `last`, both included, in order; none where they float."""
        count = (last - first).days + 1
        return [day for day in (first + n * DAY for n in range(max(count, 0))) if self.covers(day, calendar)]

    def most_per_week(self, week: int = 5) -> int:
        """How many days of a week of `week` working days are away where the pattern is fullest."""
        if self.kind == FULL:
            return week
        if not self.whole_days:
            return 0
        return self.floating or (len(self.weekdays) if self.weekdays else week)

    # --- in words --------------------------------------------------------------------------------------------------

    def words(self) -> str:
        """One sentence in the language of the page."""
        return wording.pattern(self)


def week_of_month(day: date, week_starts_on: int = 1) -> tuple[int, int]:
    """The month a week belongs to, and its number in it: those of its middle day (ISO 8601 does the same for years)."""
    middle = day - ((day.isoweekday() - week_starts_on) % 7) * DAY + 3 * DAY
    return middle.month, (middle.day - 1) // 7 + 1


def _check_numbers(numbers: Any, most: int) -> None:
    if not isinstance(numbers, tuple) or len(set(numbers)) != len(numbers):
        raise NumbersOutside
    if not all(type(number) is int and 1 <= number <= most for number in numbers):
        raise NumbersOutside
