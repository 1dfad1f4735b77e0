"""Reading the classification plan and the files by subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from diwan.core.organisations import api as organisations
from diwan.kit.arabic import normalise

from ..enums import CONFIDENTIAL, PLAN, READ, REGISTER, Level
from ..models import Dossier, Letter, PlanClass
from ..seats import acting_seats

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor


def houses(actor: Actor) -> set[int]:
    """The administrations in which somebody sits: they consult the plan of each."""
    return {seat.administration_id for seat in actor.seats}


def classes(actor: Actor, *, administration_id: int | None = None, open_only: bool = False) -> QuerySet[PlanClass]:
    """The classes of the plans this actor consults, in the order of their codes."""
    rows = PlanClass.objects.filter(administration_id__in=houses(actor)).order_by("administration_id", "code")
    if administration_id is not None:
        rows = rows.filter(administration=administration_id)
    return rows.filter(closed_at=None) if open_only else rows


def tree(rows: Iterable[PlanClass]) -> list[PlanClass]:
    """Classes as a tree reads, each below the one above it, with its `depth`."""
    below: dict[int | None, list[PlanClass]] = {}
    listed = list(rows)
    known = {row.pk for row in listed}
    for row in listed:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    ordered: list[PlanClass] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            row.depth = depth  # type: ignore[attr-defined]
            ordered.append(row)
            walk(row.pk, depth + 1)

    walk(None, 0)
    return ordered


def choices(rows: Iterable[PlanClass]) -> list[tuple[int, str]]:
    """Classes to choose from, by code and name."""
    return [(row.pk, f"{row.code} {row.names.here}") for row in rows]


def matching(rows: Iterable[PlanClass], text: str) -> list[PlanClass]:
    """Those whose code or names hold every word, however it is spelt."""
    words = normalise(text).split()
    return [row for row in rows if all(word in f"{normalise(row.code)} {row.searchable}" for word in words)]


def trail(row: PlanClass) -> list[PlanClass]:
    """From the top of the plan down to a class (1 query)."""
    keys = [int(key) for key in row.path.strip("/").split("/")]
    found = PlanClass.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def dossiers(actor: Actor, now: datetime) -> QuerySet[Dossier]:
    """The files by subject whose title this actor may read; the letters in them are asked one by one.

    Whoever keeps the files of a unit reads all of them. An ordinary file is also read by those who read the mail of the
    unit and by the registry office that puts letters in it, a restricted one by whoever heads the unit and the office
    that stands in it, a confidential one by who opens such mail there.
    """
    reached = organisations.reached(actor, (READ, REGISTER, CONFIDENTIAL))
    seats = acting_seats(actor)
    sitting, heading = {seat.unit_id for seat in seats}, {seat.unit_id for seat in seats if seat.is_head}
    read, kept, opened = reached[READ], reached[REGISTER], reached[CONFIDENTIAL]
    units = Q(unit_id__in=read.units | kept.units | sitting)
    whole = organisations.kept_by(kept.offices, now) | Q(
        administration_id__in=read.administrations | kept.administrations
    )
    registry = Q(unit_id__in=kept.units | heading) | Q(administration_id__in=kept.administrations)
    secret = Q(unit_id__in=opened.units) | Q(administration_id__in=opened.administrations)
    return Dossier.objects.filter(
        organisations.within(actor, PLAN, "unit")
        | Q(level=Level.ORDINARY) & (units | whole)
        | Q(level=Level.RESTRICTED) & registry
        | Q(level=Level.CONFIDENTIAL) & secret
    )


def listed(actor: Actor, now: datetime, *, text: str = "", open_only: bool = False) -> list[Dossier]:
    """Files with how many letters the reader would see in each, newest first, at most 200 (3 queries)."""
    rows = dossiers(actor, now).select_related("plan_class", "administration").order_by("-opened_on", "-pk")
    if open_only:
        rows = rows.filter(closed_on=None)
    words = normalise(text).split()
    found = [row for row in rows[:2000] if all(word in normalise(f"{row.code} {row.title}") for word in words)][:200]
    counted = Letter.objects.visible_to(actor).filter(dossier__in=[row.pk for row in found])
    counts = dict(counted.order_by().values_list("dossier").annotate(Count("pk")))
    for row in found:
        row.count = counts.get(row.pk, 0)  # type: ignore[attr-defined]
    return found


def letters_in(actor: Actor, dossier: Dossier) -> list[Letter]:
    """What a file holds that this actor may read, oldest first."""
    rows = Letter.objects.visible_to(actor).filter(dossier=dossier).select_related("administration")
    return list(rows.defer("body", "content", "search_text").order_by("registered_at", "pk")[:1000])
