"""What would come of it: the same comparisons as an admission, on counts that are only read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .limits import MIN, Book, Break, Limit, first_break, percent
from .queries import counts_for, groups_of, keys_of, labels, scopes_known, unit_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from .models import Scope


@dataclass(frozen=True)
class Asked:
    """Days somebody asks to be away, in the order in which the requests came."""

    person_id: int
    unit_id: int
    days: tuple[date, ...]


@dataclass(frozen=True)
class Line:
    """A day of some people counted together, if all that is asked were granted; `asked` is how many of it that is."""

    day: date
    scope: Scope
    name: str
    population: int
    remote: int
    asked: int
    limits: tuple[Limit, ...] = ()
    broken: tuple[Limit, ...] = ()

    @property
    def on_site(self) -> int:
        return max(self.population - self.remote, 0)

    @property
    def percent(self) -> int:
        """Percent on site, rounded down."""
        return percent(self.population, self.remote)

    @property
    def percent_now(self) -> int:
        return percent(self.population, self.remote - self.asked)


@dataclass(frozen=True)
class Answer:
    """Whether one request fits beside those before it that fit; if not, the first day it would break."""

    asked: Asked
    found: Break | None

    @property
    def fits(self) -> bool:
        return self.found is None


@dataclass(frozen=True)
class Forecast:
    """`lines` and `first_break` say what comes of granting everything; `answers` which requests fit one by one."""

    lines: tuple[Line, ...] = ()
    answers: tuple[Answer, ...] = ()
    first_break: Break | None = None
    names: dict[int, str] = field(default_factory=dict)

    @property
    def broken(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.broken)


def simulate(*, asked: Sequence[Asked], now: datetime, less: Iterable[tuple[int, date]] = ()) -> Forecast:
    """What granting these requests, all of one administration, would do to each unit and group on each day.

    The counts are read once (1 query for all scopes, by index). `less` leaves out people and days already counted,
    when a request replaces an agreement. Days on which somebody is away already are not counted twice.
    """
    places = unit_places([one.unit_id for one in asked])
    if not places:
        return Forecast()
    administration_id = next(iter(places.values()))[1]
    scopes, where = _where(asked, places, administration_id)
    days = {day for one in asked for day in one.days}
    book = Book(administration_id)
    limits = book.limits(scopes, days)
    counts = counts_for(scopes, days | {day for limit in limits for day in limit.days}, book.country)
    taken = _taken(asked, set(less))
    least = [limit for limit in limits if limit.quota.direction == MIN]
    answers, everything = _answer(asked, where, least, counts, taken)
    names = labels(scopes, now)
    lines = [_line(scope, day, names, limits, counts, everything) for day in sorted(days) for scope in scopes]
    found = first_break(least, counts, everything)
    return Forecast(tuple(line for line in lines if line.asked or line.limits), tuple(answers), found, names)


Where = list[dict["date", tuple["Scope", ...]]]


def _where(
    asked: Sequence[Asked], places: dict[int, tuple[str, int]], administration_id: int
) -> tuple[list[Scope], Where]:
    """All the scopes touched, and for each request those that count it on each of its days."""
    groups = groups_of([one.person_id for one in asked], administration_id)
    apart = {group.pk: group for several in groups.values() for group, _since, _until in several}
    scopes = scopes_known({key for path, _administration in places.values() for key in keys_of(path)}, apart.values())
    found: Where = []
    for one in asked:
        line = set(keys_of(places[one.unit_id][0]))
        mine = [scope for scope in scopes if scope.group_id is None and scope.unit_id in line]
        days = {}
        for day in one.days:
            inside = {
                g.pk for g, since, until in groups.get(one.person_id, ()) if since <= day and (not until or day < until)
            }
            days[day] = (*mine, *(scope for scope in scopes if scope.group_id in inside))
        found.append(days)
    return scopes, found


def _taken(asked: Sequence[Asked], less: set[tuple[int, date]]) -> set[tuple[int, date]]:
    """Who is away when already (1 query)."""
    from .models import Admission

    rows = Admission.objects.filter(person_id__in={one.person_id for one in asked})
    return {(person, day) for person, days in rows.values_list("person_id", "days") for day in days} - less


def _answer(
    asked: Sequence[Asked],
    where: Where,
    limits: list[Limit],
    counts: dict[tuple[int, date], tuple[int, int]],
    taken: set[tuple[int, date]],
) -> tuple[list[Answer], dict[tuple[int, date], int]]:
    """Request by request, and what all of them together add."""
    granted: dict[tuple[int, date], int] = defaultdict(int)
    everything: dict[tuple[int, date], int] = defaultdict(int)
    answers, seen = [], set(taken)
    by_key: dict[tuple[int, date], list[Limit]] = defaultdict(list)
    for limit in limits:
        for day in limit.days:
            by_key[limit.scope_id, day].append(limit)
    for one, days in zip(asked, where, strict=True):
        fresh = {day: scopes for day, scopes in days.items() if (one.person_id, day) not in seen}
        seen.update((one.person_id, day) for day in fresh)
        mine = {(scope.pk, day): 1 for day, scopes in fresh.items() for scope in scopes}
        for key in mine:
            everything[key] += 1
        touched = dict.fromkeys(
            limit for key in sorted(mine, key=lambda key: (key[1], key[0])) for limit in by_key[key]
        )
        trial = {key: granted[key] + 1 for key in mine}
        found = first_break(touched, counts, {**granted, **trial})
        answers.append(Answer(one, found))
        if found is None:
            granted.update(trial)
    return answers, everything


def _line(
    scope: Scope,
    day: date,
    names: dict[int, str],
    limits: list[Limit],
    counts: dict[tuple[int, date], tuple[int, int]],
    added: dict[tuple[int, date], int],
) -> Line:
    mine = tuple(limit for limit in limits if limit.scope_id == scope.pk and day in limit.days)
    more = defaultdict(int, added)
    bad = tuple(limit for limit in mine if not limit.kept(*limit.sums(counts, more)))
    people, away = counts[scope.pk, day]
    asked = more[scope.pk, day]
    return Line(day, scope, names[scope.pk], people, away + asked, asked, mine, bad)
