"""Who is where: a unit and those below it, today and over six weeks. Places only; reasons stay with the manager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import MANAGE

from .. import plans
from ..enums import Where
from . import days as told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

    from .days import Day

WEEKS = 6
SHOWN = 40  # people a page
MOST_UNITS = 200


@dataclass(frozen=True)
class Unit:
    id: int
    path: str
    name: str
    depth: int


@dataclass(frozen=True)
class Member:
    """Somebody of the team and their days; `teleworks` when an agreement of theirs holds somewhere in them."""

    person_id: int
    name_ar: str
    name_latin: str
    unit_id: int
    unit: str
    days: tuple[Day, ...]
    teleworks: bool

    def name(self, language: str) -> str:
        return self.name_ar if language in {"ar", "zgh"} else self.name_latin or self.name_ar


@dataclass(frozen=True)
class Team:
    members: list[Member]
    days: list[date]
    country: str
    manages: bool
    total: int


def units_for(actor: Actor, at: datetime) -> list[Unit]:
    """The units whose calendar this actor may see: their own, and those they manage (2 queries)."""
    own = {seat.unit_id for seat in actor.seats}
    versions = organisations.directory(at.date()).filter(Q(unit__in=own) | organisations.within(actor, MANAGE, "unit"))
    rows = versions.filter(unit__abolished_on=None).select_related("unit").order_by("unit__path")[:MOST_UNITS]
    found = [(row.unit_id, row.unit.path, row.names.here) for row in rows]
    least = min((path.count("/") for _pk, path, _name in found), default=0)
    return [Unit(pk, path, name, path.count("/") - least) for pk, path, name in found]


def team(
    actor: Actor,
    units: Sequence[Unit],
    first: date,
    last: date,
    *,
    now: datetime,
    q: str = "",
    where: str = "",
    only: bool = False,
    page: int = 0,
    size: int | None = SHOWN,
) -> Team:
    """The people of these units with their places from `first` to `last` (the same queries however many people).

    `where` keeps those who are there on the first day, `only` those who telework; `page` counts from 0.
    """
    people = people_of([unit.id for unit in units], now)
    if q:
        words = q.casefold().split()
        people = [one for one in people if all(word in f"{one[1]} {one[2]}".casefold() for word in words)]
    span = list(plans.days_of(first, (last - first).days + 1))
    administration = administration_of(actor, units)
    if not people or administration is None:
        return Team([], span, country_of(administration), False, 0)
    sought = people if where or only or size is None else people[page * size : (page + 1) * size]
    members = members_of(sought, span, administration, {unit.id: unit.name for unit in units}, now)
    if where:
        members = [one for one in members if one.days[0].where == where]
    if only:
        members = [one for one in members if one.teleworks]
    total = len(members) if where or only else len(people)
    if size is not None and (where or only):
        members = members[page * size : (page + 1) * size]
    manages = all(actor.may(MANAGE, organisations.Place(unit.id, unit.path)) for unit in units)
    return Team(members, span, country_of(administration), manages, total)


def people_of(unit_ids: list[int], at: datetime) -> list[tuple[int, str, str, int]]:
    """Who sits in these units, each once, heads first: person, two names, unit (4 queries)."""
    found: dict[int, tuple[int, str, str, int]] = {}
    for card in organisations.posts_in(unit_ids, at).values():
        for person_id, name_ar, name_latin in card.holders:
            found.setdefault(person_id, (person_id, name_ar, name_latin, card.unit_id))
    return list(found.values())


def members_of(
    people: Sequence[tuple[int, str, str, int]],
    span: list[date],
    administration: int,
    names: dict[int, str],
    now: datetime,
) -> list[Member]:
    keys = [one[0] for one in people]
    bearings = plans.bearings(administration, span[0])
    today = calendars.local_day(now, bearings.country)
    forces = plans.forces_among(keys, dict.fromkeys((span[0], span[-1])))
    remote = plans.remote_days(keys, span[0], span[-1])
    said = told.confirmations(keys, span[0], span[-1])
    calls, away = told.calls_of(keys, span[0], span[-1]), told.away_of(keys, span[0], span[-1])
    return [
        Member(
            person_id=pk,
            name_ar=name_ar,
            name_latin=name_latin,
            unit_id=unit,
            unit=names.get(unit, ""),
            days=tuple(
                told.build(
                    forces.get(pk, []),
                    remote.get(pk, set()),
                    span,
                    bearings,
                    said=said.get(pk, {}),
                    calls=calls.get(pk, {}),
                    away=away.get(pk, set()),
                    today=today,
                )
            ),
            teleworks=pk in forces,
        )
        for pk, name_ar, name_latin, unit in people
    ]


def counted(team: Team) -> dict[str, int]:
    """How many are where on the first day shown."""
    counts = dict.fromkeys(map(str, Where), 0)
    for member in team.members:
        counts[str(member.days[0].where)] += 1
    return counts


def administration_of(actor: Actor, units: Sequence[Unit]) -> int | None:
    """The administration of the units shown, else that of the actor's seat."""
    if units:
        root = int(units[0].path.strip("/").split("/")[0])
        for seat in actor.seats:
            if seat.unit_path.startswith(f"/{root}/"):
                return seat.administration_id
    return actor.seats[0].administration_id if actor.seats else None


def country_of(administration: int | None) -> str:
    return organisations.country_of(administration) if administration else "MA"


def callable_people(actor: Actor, now: datetime) -> list[tuple[int, str, str]]:
    """Who can be called: the teleworkers in force in the units this actor manages, by name."""
    found: dict[int, tuple[int, str, str]] = {}
    today = now.date()
    managed = [unit for unit in units_for(actor, now) if actor.may(MANAGE, organisations.Place(unit.id, unit.path))]
    people = people_of([unit.id for unit in managed], now)
    forces = plans.forces_among([one[0] for one in people], (today, today + 6 * plans.DAY))
    for pk, name_ar, name_latin, _unit in people:
        if pk in forces and pk != actor.person_id:
            found[pk] = (pk, name_ar, name_latin)
    return sorted(found.values(), key=lambda one: one[1])
