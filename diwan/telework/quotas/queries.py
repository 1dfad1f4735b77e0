"""Reading: scopes, groups and counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations

from .headcount import populations
from .limits import Book, Key, Limit, days_between, percent
from .models import Count, Group, Member, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime


@dataclass(frozen=True)
class DayCount:
    """A day of some people counted together. `limits` are the quotas that apply; `broken` those not kept."""

    day: date
    working: bool
    population: int
    remote: int
    limits: tuple[Limit, ...] = ()
    broken: tuple[Limit, ...] = ()

    @property
    def on_site(self) -> int:
        return max(self.population - self.remote, 0)

    @property
    def percent(self) -> int:
        """Percent on site, rounded down."""
        return percent(self.population, self.remote)


def keys_of(path: str) -> list[int]:
    """The units from the root down to the last of a path."""
    return [int(key) for key in path.strip("/").split("/")]


def unit_place(unit_id: int) -> tuple[str, int]:
    """The path and the administration of a unit (1 query)."""
    model: Any = Scope._meta.get_field("unit").related_model
    return model._default_manager.values_list("path", "administration_id").get(pk=unit_id)


def unit_places(unit_ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """The same for many (1 query)."""
    model: Any = Scope._meta.get_field("unit").related_model
    rows = model._default_manager.filter(pk__in=set(unit_ids)).values_list("pk", "path", "administration_id")
    return {pk: (path, administration_id) for pk, path, administration_id in rows}


def groups_of(person_ids: Iterable[int], administration_id: int) -> dict[int, list[tuple[Group, date, date | None]]]:
    """The open groups these people are or will be in, with the dates (1 query)."""
    found: dict[int, list[tuple[Group, date, date | None]]] = defaultdict(list)
    rows = Member.objects.filter(
        person_id__in=set(person_ids), group__administration_id=administration_id, group__closed_at=None
    )
    for member in rows.select_related("group").order_by("group_id"):
        found[member.person_id].append((member.group, member.starts_on, member.ends_on))
    return found


def scopes_named(unit_ids: Iterable[int], group_ids: Iterable[int]) -> list[Scope]:
    """The scopes of these units and groups that are known already (1 query), in the order of locking."""
    rows = Scope.objects.select_related("unit", "group").order_by("pk")
    return list(rows.filter(unit_id__in=set(unit_ids), group=None) | rows.filter(group_id__in=set(group_ids)))


def scopes_known(unit_ids: Iterable[int], groups: Iterable[Group]) -> list[Scope]:
    """The same, with those that are not kept yet given unsaved under a number below zero: reading writes nothing
    (2 queries at most)."""
    units, apart = set(unit_ids), {group.pk: group for group in groups}
    found = scopes_named(units, apart)
    missing = units - {scope.unit_id for scope in found if scope.group_id is None}
    lone = [group for key, group in apart.items() if key not in {scope.group_id for scope in found}]
    if missing or lone:
        model: Any = Scope._meta.get_field("unit").related_model
        rows = model._default_manager.in_bulk(missing | {group.unit_id for group in lone})
        for number, (unit, group) in enumerate([*((u, None) for u in missing), *((g.unit_id, g) for g in lone)], 1):
            row = rows[unit]
            found.append(Scope(pk=-number, administration_id=row.administration_id, unit=row, group=group))
    return found


def read_counts(scopes: Sequence[Scope], first: date, last: date) -> dict[Key, tuple[int, int]]:
    """People and people away by scope and day (1 query, by index); days never asked for are missing."""
    rows = Count.objects.filter(scope__in=[scope.pk for scope in scopes], day__range=(first, last))
    return {(scope, day): (people, away) for scope, day, people, away in rows.values_list(*COLUMNS)}


COLUMNS = ("scope_id", "day", "population", "remote")


def counts_for(scopes: Sequence[Scope], days: Iterable[date], country: str = "") -> dict[Key, tuple[int, int]]:
    """The same for each of these days: what was never asked for is counted from the seats (2 queries a scope)."""
    wanted = sorted(set(days))
    if not wanted or not scopes:
        return {}
    found = read_counts(scopes, wanted[0], wanted[-1])
    for scope in scopes:
        missing = [day for day in wanted if (scope.pk, day) not in found]
        if missing:
            counted = populations([scope], missing, country)
            found.update({key: (people, 0) for key, people in counted.items()})
    return found


def presence(unit_id: int, first: date, last: date) -> list[DayCount]:
    """Who is counted in a unit and below, and how many are away, on each day from `first` to `last` (both included)."""
    (scope,) = scopes_known([unit_id], [])
    return day_counts([scope], first, last)[scope.pk]


def day_counts(scopes: Sequence[Scope], first: date, last: date, book: Book | None = None) -> dict[int, list[DayCount]]:
    """The days of several scopes of one administration beside their limits."""
    if not scopes:
        return {}
    book = book or Book(scopes[0].administration_id)
    days = days_between(first, last)
    limits = book.limits(scopes, days)
    wider = {*days, *(day for limit in limits for day in limit.days)}
    counts = counts_for(scopes, wider, book.country)
    return {scope.pk: [_day(scope, day, book, limits, counts) for day in days] for scope in scopes}


def _day(scope: Scope, day: date, book: Book, limits: list[Limit], counts: dict[Key, tuple[int, int]]) -> DayCount:
    mine = tuple(limit for limit in limits if limit.scope_id == scope.pk and day in limit.days)
    broken = tuple(limit for limit in mine if not limit.kept(*limit.sums(counts)))
    people, away = counts[scope.pk, day]
    return DayCount(day, book.calendar.is_working_day(day), people, away, mine, broken)


def label(scope: Scope, at: datetime) -> str:
    """What these people are called, in the language of the page (1 query for a unit)."""
    if scope.group is not None:
        return scope.group.names.here
    names = organisations.units_named([scope.unit_id], at).get(scope.unit_id)
    return names.here if names else scope.unit.code


def labels(scopes: Iterable[Scope], at: datetime) -> dict[int, str]:
    """The same for many (1 query)."""
    several = list(scopes)
    names = organisations.units_named([scope.unit_id for scope in several if scope.group_id is None], at)
    return {
        scope.pk: scope.group.names.here
        if scope.group
        else (names[scope.unit_id].here if scope.unit_id in names else "")
        for scope in several
    }
