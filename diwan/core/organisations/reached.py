"""What rights reach today, as keys: for those who keep an index of who may see what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from .actors import SYSTEM, Place
from .models import Administration, RegistryOffice, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .actors import Actor, Reach


@dataclass(frozen=True)
class Reached:
    """`administrations` reached whole; `units` reached otherwise; `offices` of any unit reached."""

    administrations: set[int] = field(default_factory=set)
    units: set[int] = field(default_factory=set)
    offices: set[int] = field(default_factory=set)


def reached(actor: Actor, rights: Iterable[str]) -> dict[str, Reached]:
    """What each right reaches inside administrations; a right over the whole instance reaches nothing here.

    Two queries for all the rights together, none for who holds none of them.
    """
    if actor == SYSTEM:
        return dict.fromkeys(rights, everything())
    asked = {right: [reach for reach in actor.reach(right) if reach.path != "/"] for right in rights}
    found = {right: Reached() for right in asked}
    reaches = {reach for held in asked.values() for reach in held}
    if not reaches:
        return found
    units = list(Unit.objects.filter(standing(reaches, "")).values_list("pk", "path", "administration_id"))
    keepers = RegistryOffice.objects.filter(standing(reaches, "unit__"))
    offices = list(keepers.values_list("pk", "unit_id", "unit__path"))
    for right, held in asked.items():
        for reach in held:
            here = [row for row in units if covers(reach, row[0], row[1])]
            if is_whole(reach):
                found[right].administrations.update(row[2] for row in here)
            else:
                found[right].units.update(row[0] for row in here)
            found[right].offices.update(pk for pk, unit_id, path in offices if covers(reach, unit_id, path))
    return found


def is_whole(reach: Reach) -> bool:
    """Whether it is all that stands below the root of an administration."""
    return reach.unit_id is None and reach.path.count("/") == 2


def covers(reach: Reach, unit_id: int, path: str) -> bool:
    return unit_id == reach.unit_id if reach.unit_id is not None else path.startswith(reach.path)


def standing(reaches: Iterable[Reach], prefix: str) -> Q:
    """The rows at these places; of a whole administration only its root is asked for, units being many."""
    condition = Q(pk__in=[])
    for reach in reaches:
        if reach.unit_id is not None:
            condition |= Q(**{f"{prefix}pk": reach.unit_id})
        elif is_whole(reach) and not prefix:
            condition |= Q(path=reach.path)
        else:
            condition |= Q(**{f"{prefix}path__startswith": reach.path})
    return condition


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
