"""The forecast of a unit as the page shows it: weeks of days, units below, and what a trial would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import get_language

from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

from .forecasting import Asked, Forecast, simulate
from .limits import MIN, Book, days_between
from .models import Group, Scope
from .queries import DayCount, day_counts, labels, scopes_known, unit_place

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

PEOPLE = 200  # shown to tick


@dataclass(frozen=True)
class Bar:
    """A worked day in the plot: where it stands and how high, in the units of the drawing."""

    count: DayCount
    x: int
    y: int
    height: int
    limit_y: int | None


@dataclass(frozen=True)
class Row:
    """Some people counted together over the whole time: their days, and the worst of them."""

    scope: Scope
    name: str
    days: tuple[DayCount, ...]

    @property
    def worked(self) -> tuple[DayCount, ...]:
        return tuple(day for day in self.days if day.working)

    @property
    def lowest(self) -> DayCount | None:
        return min(self.worked, key=lambda day: (day.percent, day.day), default=None)

    @property
    def broken(self) -> tuple[DayCount, ...]:
        return tuple(day for day in self.worked if day.broken)

    @property
    def weeks(self) -> list[list[DayCount]]:
        """Only the worked days, week by week."""
        found: dict[Any, list[DayCount]] = {}
        for day in self.worked:
            found.setdefault(day.day.isocalendar()[:2], []).append(day)
        return list(found.values())

    @property
    def bars(self) -> list[Bar]:
        found = []
        for number, day in enumerate(self.worked):
            least = max((limit.quota.percent for limit in day.limits if limit.quota.direction == MIN), default=None)
            found.append(
                Bar(day, 4 + 20 * number, 100 - day.percent, day.percent, None if least is None else 100 - least)
            )
        return found

    @property
    def width(self) -> int:
        return 8 + 20 * len(self.worked)


@dataclass(frozen=True)
class Board:
    own: Row
    others: tuple[Row, ...]


def managed_units(actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """The units whose telework this actor manages, by place in the tree (2 queries)."""
    reached = organisations.reached(actor, [rules.MANAGE])[rules.MANAGE]
    homes = {reach.seat.administration_id for reach in actor.reach(rules.MANAGE) if reach.seat}
    found = []
    for administration_id in sorted(homes | reached.administrations):
        names = organisations.units_of([administration_id], now)
        whole = administration_id in reached.administrations
        found += [(unit, name.here) for unit, name in names.items() if whole or unit in reached.units]
    return found


def people_of(path: str, now: datetime) -> list[tuple[int, str]]:
    """Who holds a post in a unit or below (1 query)."""
    in_force = Q(holding__ends_at=None) | Q(holding__ends_at__gt=now)
    rows = get_user_model()._default_manager.filter(
        in_force, holding__starts_at__lte=now, holding__post__unit__path__startswith=path
    )
    latin = get_language() in ("fr", "en")
    named = rows.distinct().order_by("name_ar").values_list("pk", "name_ar", "name_latin")[:PEOPLE]
    return [(pk, (name_latin if latin else "") or name_ar) for pk, name_ar, name_latin in named]


def board(unit_id: int, first: date, last: date, now: datetime) -> Board:
    """A unit, the units just below it and its groups."""
    path, administration_id = unit_place(unit_id)
    model: Any = Scope._meta.get_field("unit").related_model
    below = list(model._default_manager.filter(parent_id=unit_id, abolished_on=None).values_list("pk", flat=True))
    groups = list(Group.objects.filter(unit__path__startswith=path, closed_at=None))
    scopes = scopes_known([unit_id, *below], groups)
    counted = day_counts(scopes, first, last, Book(administration_id))
    names = labels(scopes, now)
    rows = [Row(scope, names[scope.pk], tuple(counted[scope.pk])) for scope in scopes]
    own = next(row for row in rows if row.scope.unit_id == unit_id and row.scope.group_id is None)
    others = sorted((row for row in rows if row is not own), key=lambda row: (row.scope.group_id is not None, row.name))
    return Board(own, tuple(others))


def trial(
    unit_id: int, people: list[int], weekdays: list[int], first: date, last: date, now: datetime
) -> Forecast | None:
    """What if these people were away on these days of the week; None when nothing was ticked."""
    if not people or not weekdays:
        return None
    days = tuple(day for day in days_between(max(first, now.date()), last) if day.isoweekday() in weekdays)
    return simulate(asked=[Asked(person, unit_id, days) for person in people], now=now)
