"""What rights reach today, as keys: for those who keep an index of who may see what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from .actors import SYSTEM, Place
from .models import Administration, RegistryOffice, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .actors import Actor, Reach

Extent = tuple[str, int | None]  # the path, or the one unit, that a right reaches

# Written by hand: it is asked at every request, and took as long to put together as to answer.
STANDING = """
SELECT u.id, u.path, u.administration_id, 0 FROM organisations_unit u WHERE {units}
UNION ALL
SELECT u.id, u.path, u.administration_id, o.id
FROM organisations_registryoffice o JOIN organisations_unit u ON u.id = o.unit_id WHERE {offices}
"""


@dataclass(frozen=True)
class Reached:
    """`administrations` reached whole; `units` reached otherwise; `offices` of any unit reached."""

    administrations: set[int] = field(default_factory=set)
    units: set[int] = field(default_factory=set)
    offices: set[int] = field(default_factory=set)


def reached(actor: Actor, rights: Iterable[str]) -> dict[str, Reached]:
    """What each right reaches inside administrations; a right over the whole instance reaches nothing here.

    One query the first time anything of the kind is asked for this actor, whatever the rights; none after it, and none
    for who holds none of them.
    """
    if actor == SYSTEM:
        return dict.fromkeys(rights, everything())
    asked = {right: [reach for reach in actor.reach(right) if reach.path != "/"] for right in rights}
    if not all(reach in actor.memory for held in asked.values() for reach in held):
        remember(actor)
    return {right: together(actor.memory[reach] for reach in held) for right, held in asked.items()}


def remember(actor: Actor) -> None:
    """Read where all the rights of this actor reach, and keep it with them (1 query)."""
    extents = {extent_of(reach): Reached() for reach in actor.grants if reach.path != "/"}
    units, offices = zip(*map(standing, extents), strict=True)
    statement = STANDING.format(
        units=" OR ".join(sql for sql, _said in units), offices=" OR ".join(o[0] for o in offices)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [said for _sql, said in (*units, *offices)])
        rows = cursor.fetchall()
    for unit_id, path, administration_id, office_id in rows:
        for extent, found in extents.items():
            if not covers(extent, unit_id, path):
                continue
            if office_id:
                found.offices.add(office_id)
            elif is_whole(extent):
                found.administrations.add(administration_id)
            else:
                found.units.add(unit_id)
    actor.memory.update({reach: extents[extent_of(reach)] for reach in actor.grants if reach.path != "/"})


def extent_of(reach: Reach) -> Extent:
    return reach.path, reach.unit_id


def together(some: Iterable[Reached]) -> Reached:
    """All that several reaches cover."""
    whole = Reached()
    for one in some:
        whole.administrations.update(one.administrations)
        whole.units.update(one.units)
        whole.offices.update(one.offices)
    return whole


def is_whole(extent: Extent) -> bool:
    """Whether it is all that stands below the root of an administration."""
    path, unit_id = extent
    return unit_id is None and path.count("/") == 2


def covers(extent: Extent, unit_id: int, path: str) -> bool:
    return unit_id == extent[1] if extent[1] is not None else path.startswith(extent[0])


def standing(extent: Extent) -> tuple[tuple[str, Any], tuple[str, Any]]:
    """The condition and its value for units, then for the units of offices. Of a whole administration only its root is
    asked for, units being many; its offices are all asked for."""
    path, unit_id = extent
    if unit_id is not None:
        return ("u.id = %s", unit_id), ("u.id = %s", unit_id)
    below = ("u.path LIKE %s", f"{path}%")  # a path is made of numbers and strokes
    return ("u.path = %s", path) if is_whole(extent) else below, below


def places(unit_ids: Iterable[int], administration_id: int, at: datetime) -> list[Place]:
    """Where these units stand, those of another administration or abolished left out (1 query)."""
    rows = Unit.objects.filter(pk__in=set(unit_ids), administration=administration_id)
    rows = rows.exclude(abolished_on__lte=at.date())
    return [Place(pk, path) for pk, path in rows.order_by("path").values_list("pk", "path")]


def everything() -> Reached:
    """What the system itself reaches."""
    return Reached(
        administrations=set(Administration.objects.values_list("pk", flat=True)),
        offices=set(RegistryOffice.objects.values_list("pk", flat=True)),
    )
