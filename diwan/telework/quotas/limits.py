"""Which quotas bind which scopes on which days, and whether counts keep them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from diwan.core.calendars.api import Calendar

Key = tuple[int, date]  # a scope and a day
DAY = timedelta(days=1)
MIN, MAX = "min", "max"


@dataclass(frozen=True)
class Limit:
    """One quota over one scope: a day, or all the counted days of a week or month whose average is compared."""

    scope_id: int
    quota: Any
    days: tuple[date, ...]

    def sums(self, counts: Any, added: Any = None) -> tuple[int, int]:
        """People and people away, summed over the days; `added` are those not yet in the counts."""
        people = away = 0
        for day in self.days:
            population, remote = counts[self.scope_id, day]
            people += population
            away += remote + (added[self.scope_id, day] if added else 0)
        return people, away

    def kept(self, people: int, away: int) -> bool:
        """Whether sums keep the quota. A scope smaller than the quota counts is not bound by it."""
        return keeps(self.quota, people, away, len(self.days))


def keeps(quota: Any, people: int, away: int, days: int = 1) -> bool:
    """Whole numbers only: 70 % of 10 people is 7, whatever a machine makes of 0.7."""
    if people < getattr(quota, "least_people", 1) * days or not people:
        return True
    on_site = max(people - away, 0)
    return (
        on_site * 100 >= people * quota.percent if quota.direction == MIN else on_site * 100 <= people * quota.percent
    )


def percent(people: int, away: int) -> int:
    """Percent on site, rounded down: what falls short of a limit never reads as the limit."""
    return max(people - away, 0) * 100 // people if people else 100


def span(window: str, day: date, calendar: Calendar) -> tuple[date, date]:
    """The first and the last day of the window a day lies in."""
    if window == "week":
        first = day - ((day.isoweekday() - calendar.profile.week_starts_on) % 7) * DAY
        return first, first + 6 * DAY
    if window == "month":
        first = day.replace(day=1)
        return first, (first + 31 * DAY).replace(day=1) - DAY
    return day, day


def days_between(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


class Book:
    """The quotas of one administration, its calendar, and what was already asked of them. Lives for one operation."""

    def __init__(self, administration_id: int, country: str = "") -> None:
        self.administration_id = administration_id
        self.country = country or organisations.country_of(administration_id)
        self.calendar = calendars.calendar(self.country)
        self._quotas: dict[date, tuple[Any, ...]] = {}

    def quotas(self, day: date) -> tuple[Any, ...]:
        """Those that apply on this day; none on a day that is not worked."""
        if day not in self._quotas:
            self.read([day])
        return self._quotas[day]

    def read(self, days: Iterable[date]) -> None:
        """Ask for the quotas of many days together."""
        worked = [day for day in days if self.calendar.is_working_day(day)]
        found = quotas_between(self.administration_id, worked, self.country)
        self._quotas.update(dict.fromkeys(days, ()))
        self._quotas.update({day: tuple(q for q in found[day] if q.applies_on(day)) for day in worked})

    def limits(self, scopes: Sequence[Counted], days: Iterable[date], *, direction: str | None = None) -> list[Limit]:
        """Every comparison that these days take part in, each window once, by day."""
        found: dict[tuple[int, str, date], Limit] = {}
        wanted = sorted(set(days))
        self.read([day for day in wanted if day not in self._quotas])
        for day in wanted:
            for quota in self.quotas(day):
                if direction and quota.direction != direction:
                    continue
                first, last = span(quota.window, day, self.calendar)
                for scope in scopes:
                    key = (scope.pk, quota.code, first)
                    if key not in found and binds(quota, scope):
                        found[key] = Limit(scope.pk, quota, self._counted(quota, first, last))
        return list(found.values())

    def _counted(self, quota: Any, first: date, last: date) -> tuple[date, ...]:
        """The days of a window on which this quota is compared."""
        if first == last:
            return (first,)
        window = days_between(first, last)
        self.read([day for day in window if day not in self._quotas])
        return tuple(day for day in window if any(q == quota for q in self.quotas(day)))


class Counted(Protocol):
    """People counted together, as far as a quota asks: `kind` is `unit` or that of a group."""

    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def is_root(self) -> bool: ...


def binds(quota: Any, scope: Counted) -> bool:
    """Whether the quota is about these people."""
    if quota.scope == "administration":
        return scope.is_root
    return scope.kind == quota.scope and quota.value in ("", scope.code)


def quotas_between(administration_id: int, days: Iterable[date], country: str = "") -> dict[date, tuple[Any, ...]]:
    """The quotas in force on each of these days, by the rules of the administration (1 query once they are known).

    Kept by every adjustment the administration ever made, so that none made or withdrawn since can be missed.
    """
    stamp = (country, rules.stamp(administration_id))
    if _known.get(administration_id, (None, {}))[0] != stamp:
        _known[administration_id] = (stamp, {})
    kept = _known[administration_id][1]
    for day in days:
        if day not in kept:
            kept[day] = tuple(rules.rules_for(administration_id, day).quotas)
    return {day: kept[day] for day in days}


_known: dict[int, tuple[Any, dict[date, tuple[Any, ...]]]] = {}


@dataclass(frozen=True)
class Break:
    """The first day that a quota would not be kept, and down to which percent on site."""

    limit: Limit
    day: date
    percent: int


def first_break(
    limits: Iterable[Limit], counts: Mapping[Key, tuple[int, int]], added: Mapping[Key, int]
) -> Break | None:
    """The first comparison, by day, that does not hold once so many more are away; what adds nobody breaks nothing."""
    more = defaultdict(int, added)
    for limit in limits:
        if sum(more[limit.scope_id, day] for day in limit.days) <= 0:
            continue
        people, away = limit.sums(counts, more)
        if not limit.kept(people, away):
            day = next((day for day in limit.days if more[limit.scope_id, day] > 0), limit.days[0])
            return Break(limit, day, percent(people, away))
    return None


def needed(limits: Iterable[Limit]) -> dict[int, set[date]]:
    """The days whose counts these comparisons read, by scope."""
    found: dict[int, set[date]] = defaultdict(set)
    for limit in limits:
        found[limit.scope_id].update(limit.days)
    return found
