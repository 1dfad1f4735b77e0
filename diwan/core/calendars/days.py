"""The days of one country: which are worked, why the others are not, and where a count of days ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .enums import Kind
from .hijri import RAMADAN, HijriDate, first_of, neighbour, umm_al_qura
from .profile import Decision, Names, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .profile import Hours

DAY = timedelta(days=1)
WEEKEND = Names(ar="عطلة نهاية الأسبوع", fr="Week-end", en="Weekend")
UNITS = ("calendar", "working")


@dataclass(frozen=True)
class DayOff:
    """A holiday on its day. `estimated`: the month has not been announced yet and the day may move."""

    day: date
    key: str
    names: Names
    source: Names
    confirmed: bool = True
    estimated: bool = False


class Calendar:
    """A country's rules together with what was announced. Immutable; it asks the database for nothing.

    Later decisions win over earlier ones: those of the table come after those of the file.
    """

    def __init__(self, profile: Profile, announced: tuple[Decision, ...] = ()) -> None:
        self.profile = profile
        self._months: dict[tuple[int, int], Decision] = {}
        self._days: dict[date, Decision] = {}
        for decision in (*profile.decisions, *announced):
            if decision.kind == Kind.MONTH and decision.hijri:
                self._months[decision.hijri] = decision
            else:
                self._days[decision.day] = decision
        self._years: dict[int, dict[date, tuple[DayOff, ...]]] = {}
        self._worked: dict[int, list[date]] = {}

    # --- Hijri ------------------------------------------------------------------------------------------------------

    def month_start(self, year: int, month: int) -> tuple[date, bool]:
        """The first day of a Hijri month here, and whether it is only an estimate.

        An estimate is Umm al-Qura with the country's usual shift, held to a month of 29 or 30 days beside an announced
        one.
        """
        decision = self._months.get((year, month))
        if decision:
            return decision.day, False
        day = first_of(year, month) + self.profile.hijri_offset * DAY
        before, after = self._months.get(neighbour(year, month, -1)), self._months.get(neighbour(year, month, 1))
        if before:
            day = min(max(day, before.day + 29 * DAY), before.day + 30 * DAY)
        elif after:
            day = min(max(day, after.day - 30 * DAY), after.day - 29 * DAY)
        return day, True

    def to_hijri(self, day: date) -> HijriDate:
        """The Hijri date of a day as this country counts it."""
        computed = umm_al_qura(day)
        for step in (1, 0, -1):
            year, month = neighbour(computed.year, computed.month, step)
            first, _estimated = self.month_start(year, month)
            if first <= day:
                return HijriDate(year, month, (day - first).days + 1)
        raise AssertionError(f"{day} lies more than a month from its Umm al-Qura date")

    def is_ramadan(self, day: date) -> bool:
        return self.to_hijri(day).month == RAMADAN

    # --- days off ---------------------------------------------------------------------------------------------------

    def days_off(self, year: int) -> dict[date, tuple[DayOff, ...]]:
        """The holidays of a Gregorian year, in order; two may fall on one day."""
        if year not in self._years:
            found: dict[date, list[DayOff]] = defaultdict(list)
            for off in (*self._fixed(year), *self._hijri(year), *self._decided(year)):
                if off.day not in self._days or self._days[off.day].kind == Kind.HOLIDAY:
                    found[off.day].append(off)
            self._years[year] = {day: tuple(found[day]) for day in sorted(found)}
        return self._years[year]

    def _fixed(self, year: int) -> Iterator[DayOff]:
        for rule in self.profile.fixed:
            day = date(year, rule.month, rule.day)
            if rule.holds_on(day):
                yield DayOff(day, rule.key, rule.names, rule.source, rule.confirmed)

    def _hijri(self, year: int) -> Iterator[DayOff]:
        first, last = umm_al_qura(date(year, 1, 1)).year, umm_al_qura(date(year, 12, 31)).year
        for hijri_year in range(first, last + 1):
            for rule in self.profile.hijri:
                start, estimated = self.month_start(hijri_year, rule.month)
                for offset in range(rule.length):
                    day = start + (rule.day - 1 + offset) * DAY
                    if day.year == year and rule.holds_on(day):
                        yield DayOff(day, rule.key, rule.names, rule.source, rule.confirmed, estimated)

    def _decided(self, year: int) -> Iterator[DayOff]:
        for decision in self._days.values():
            if decision.kind == Kind.HOLIDAY and decision.day.year == year:
                yield DayOff(decision.day, "decided", decision.names, decision.source, decision.confirmed)

    def holidays_between(self, first: date, last: date) -> list[DayOff]:
        """The holidays from `first` to `last`, both included, in order."""
        years = range(first.year, last.year + 1)
        return [
            off for year in years for day, offs in self.days_off(year).items() if first <= day <= last for off in offs
        ]

    def is_weekend(self, day: date) -> bool:
        rule = self.profile.weekend_on(day)
        return rule is not None and day.isoweekday() in rule.days

    def is_working_day(self, day: date) -> bool:
        return self.why_not_working(day) is None

    def why_not_working(self, day: date) -> Names | None:
        """The holiday, or the week-end; None on a working day. A day declared worked is worked, whatever it is."""
        decision = self._days.get(day)
        if decision and decision.kind == Kind.WORKING:
            return None
        offs = self.days_off(day.year).get(day)
        if offs:
            return offs[0].names
        return WEEKEND if self.is_weekend(day) else None

    def office_hours(self, day: date) -> Hours | None:
        """When an administration is at work that day; None when it is not, or when no text is known for that time."""
        if not self.is_working_day(day):
            return None
        season = "ramadan" if self.is_ramadan(day) else "ordinary"
        return next((h for h in self.profile.hours if h.season == season and h.holds_on(day)), None)

    # --- counts -----------------------------------------------------------------------------------------------------

    def worked(self, year: int) -> list[date]:
        """The working days of a Gregorian year in order, found once: counts then look things up."""
        if year not in self._worked:
            first = date(year, 1, 1)
            days = (first + n * DAY for n in range((date(year + 1, 1, 1) - first).days))
            self._worked[year] = [day for day in days if self.is_working_day(day)]
        return self._worked[year]

    def next_working_day(self, day: date) -> date:
        """The day itself when it is worked, otherwise the first worked one after it."""
        return self._nth(day, bisect_left(self.worked(day.year), day))

    def _nth(self, day: date, place: int) -> date:
        """The working day at a place counted from the start of the year of `day`, maybe in a later year."""
        year = day.year
        while place >= len(self.worked(year)):
            place -= len(self.worked(year))
            year += 1
        return self.worked(year)[place]

    def working_days(self, after: date, until: date) -> int:
        """How many days are worked after `after`, up to and including `until`; 0 when `until` is not later."""
        whole = sum(len(self.worked(year)) for year in range(after.year, until.year))
        upto, past = bisect_right(self.worked(until.year), until), bisect_right(self.worked(after.year), after)
        return max(whole + upto - past, 0)

    def due_on(self, start: date, days: int, unit: str = "calendar") -> date:
        """The last day of a delay of `days` that begins with an event on `start`.

        The day of the event does not count; a last day that is not worked moves to the next working day (the country's
        `due` rule carries the source). Raises ValueError on a negative count or an unknown unit.
        """
        if days < 0 or unit not in UNITS:
            raise ValueError(f"cannot count {days} {unit} days")
        if unit == "calendar" or days == 0:
            return self.next_working_day(start + days * DAY)
        return self._nth(start, bisect_right(self.worked(start.year), start) + days - 1)
