"""A second reading of the law on legal times, written from its words alone: it shares no code with `diwan`.

It walks one day after the other, as one would with a finger on a wall calendar:

- the day of the event does not count (Kuwait: decree-law 38 of 1980, art. 17; Morocco: civil procedure, art. 512);
- in calendar days every following day counts, in working days only those that are worked;
- the day on which pieces are asked for still counts, then none does until they come, and the day they come does not;
- an extension adds its days;
- the last day is the first worked day on which none is left;
- pieces are asked for, and time is taken, as often as the law says, at the latest on the last day, never back in time.

The days off are read from the country's profile file, which is data with its sources; their Hijri days are found here
from the Umm al-Qura table of the `hijridate` library.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hijridate import Gregorian

PROFILES = Path(__file__).parent.parent / "diwan" / "core" / "calendars" / "profiles"
ONE = timedelta(days=1)
FIRST, LAST = date(1992, 1, 1), date(2050, 1, 1)
FOREVER = date(9999, 12, 31)
Act = tuple  # ("stop", day), ("resume", day), ("extend", day, number)


class Rule(NamedTuple):
    days: int
    unit: str
    extensions: int
    extension_days: int
    completions: int


@cache
def file_of(country: str) -> dict[str, Any]:
    return tomllib.loads((PROFILES / f"{country}.toml").read_text(encoding="utf-8"))


@cache
def table_months() -> list[tuple[tuple[int, int], date]]:
    """Every Hijri month of the Umm al-Qura table with its first day, in order."""
    months, day = [], FIRST
    while day < LAST:
        year, month, number = Gregorian(day.year, day.month, day.day).to_hijri().datetuple()
        if number == 1:
            months.append(((year, month), day))
            day += 28 * ONE
        day += ONE
    return months


class Country:
    """The days of a country, with what was announced beside its file: rows of kind, day, Hijri year and month."""

    def __init__(self, country: str, announced: tuple = ()) -> None:
        data = file_of(country)
        self.weekends = [(w["from"], w.get("to", FOREVER), set(w["days"])) for w in data["weekends"]]
        self.forced: dict[date, bool] = {}
        sighted: dict[tuple[int, int], date] = {}
        for group in data.get("sighted", []):
            sighted |= {tuple(month["hijri"]): month["first"] for month in group["months"]}
        for row in data.get("decided", []):
            self.forced[row["day"]] = row["kind"] == "working"
        for kind, day, *hijri in announced:
            if kind == "month":
                sighted[hijri[0], hijri[1]] = day
            else:
                self.forced[day] = kind == "working"
        self.off = set(self._fixed(data)) | set(self._hijri(data, sighted))

    def _fixed(self, data: dict[str, Any]):
        for year in range(FIRST.year, LAST.year):
            for rule in data["fixed"]:
                day = date(year, rule["month"], rule["day"])
                if rule["from"] <= day <= rule.get("to", FOREVER):
                    yield day

    def _hijri(self, data: dict[str, Any], sighted: dict[tuple[int, int], date]):
        """A month that was not announced begins where the table and the country's habit say, but never makes the month
        beside it, if that one was announced, shorter than 29 days or longer than 30."""
        months = table_months()
        for place, (month, computed) in enumerate(months):
            first = sighted.get(month)
            if first is None:
                first = computed + data["hijri_offset"] * ONE
                before = sighted.get(months[place - 1][0]) if place else None
                after = sighted.get(months[place + 1][0]) if place + 1 < len(months) else None
                if before:
                    first = sorted((before + 29 * ONE, first, before + 30 * ONE))[1]
                elif after:
                    first = sorted((after - 30 * ONE, first, after - 29 * ONE))[1]
            for rule in data["hijri"]:
                if rule["month"] == month[1]:
                    for n in range(rule["length"]):
                        day = first + (rule["day"] - 1 + n) * ONE
                        if rule["from"] <= day <= rule.get("to", FOREVER):
                            yield day

    def worked(self, day: date) -> bool:
        if day in self.forced:
            return self.forced[day]
        if day in self.off:
            return False
        return not any(start <= day <= end and day.isoweekday() in days for start, end, days in self.weekends)


def last_day(country: Country, start: date, days: int, unit: str, acts: list[Act]) -> date | None:
    """Walk to the last day; None when the walk ends with the time standing still."""
    left, standing, waiting, day = days, False, list(acts), start
    while True:
        if day > start and not standing and (unit == "calendar" or country.worked(day)):
            left -= 1
        while waiting and waiting[0][1] == day:
            act = waiting.pop(0)
            if act[0] == "extend":
                left += act[2]
            else:
                standing = act[0] == "stop"
        if not waiting:
            if standing:
                return None
            if left <= 0 and country.worked(day):
                return day
        day += ONE


def lawful(country: Country, start: date, rule: Rule, acts: list[Act], act: Act) -> bool:
    """Whether one more act is allowed after those of a lawful story."""
    kind, day = act[0], act[1]
    if day < (acts[-1][1] if acts else start):
        return False
    standing = bool([a for a in acts if a[0] != "extend"]) and [a for a in acts if a[0] != "extend"][-1][0] == "stop"
    if kind == "resume":
        return standing
    if standing or day > (last_day(country, start, rule.days, rule.unit, acts) or start):
        return False
    if kind == "stop":
        return len([a for a in acts if a[0] == "stop"]) < rule.completions
    return len([a for a in acts if a[0] == "extend"]) < rule.extensions and 1 <= act[2] <= rule.extension_days
