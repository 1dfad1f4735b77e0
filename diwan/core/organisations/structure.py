"""A whole administration at a glance: its units and posts by code, its registry offices, how large it is.

For lists that are compared with it and boards that say what is missing; plain values, a few queries whatever the size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, Subquery

from .actors import Names, extent
from .models import Grant, Holding, Interim, Post, RegistryOffice, Unit, UnitVersion

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

LANGUAGES = ("ar", "fr", "en", "zgh")


@dataclass(frozen=True)
class UnitLine:
    """A unit as it stands; `parent` is the code of the one above, empty below the root and for the root."""

    id: int
    code: str
    parent: str
    kind: str
    names: Names
    since: date


@dataclass(frozen=True)
class PostLine:
    """An open post, its rights and who holds it now."""

    id: int
    code: str
    unit: str
    names: Names
    is_head: bool
    shared: bool
    rights: frozenset[tuple[str, str]] = frozenset()
    grants: dict[tuple[str, str], int] = field(default_factory=dict, compare=False)
    holders: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Structure:
    """Units and posts that have a code, by it. `root` is the code of the unit above all."""

    root: str
    units: dict[str, UnitLine]
    posts: dict[str, PostLine]
    heads: dict[str, str]  # code of the unit → code of the post that heads it ("" when it has none)


def structure(administration_id: int, at: datetime) -> Structure:
    """The structure of an administration as of now (5 queries)."""
    rows = Unit.objects.filter(administration_id=administration_id, abolished_on__isnull=True)
    codes = dict(rows.values_list("pk", "code"))
    root = ""
    units: dict[str, UnitLine] = {}
    last = UnitVersion.objects.filter(unit__in=rows, ends_on__isnull=True).select_related("unit")
    for version in last:
        unit = version.unit
        if unit.parent_id is None:
            root = unit.code
        if unit.code:
            above = codes.get(unit.parent_id or 0, "")
            line = UnitLine(unit.pk, unit.code, above, unit.kind, version.names, version.starts_on)
            units[unit.code] = line
    units = {
        code: UnitLine(u.id, u.code, "" if u.parent == root else u.parent, u.kind, u.names, u.since)
        for code, u in units.items()
    }
    posts, heads = _posts(administration_id, codes, at)
    return Structure(root, units, posts, heads)


def _posts(administration_id: int, codes: dict[int, str], at: datetime) -> tuple[dict[str, PostLine], dict[str, str]]:
    rows = Post.objects.filter(unit__administration_id=administration_id, closed_at__isnull=True)
    grants: dict[int, dict[tuple[str, str], int]] = {}
    for pk, post_id, right, reach in Grant.objects.filter(post__in=rows).values_list("pk", "post_id", "right", "reach"):
        grants.setdefault(post_id, {})[right, reach] = pk
    holders: dict[int, set[int]] = {}
    for post_id, person_id in Holding.objects.at(at).filter(post__in=rows).values_list("post_id", "person_id"):
        holders.setdefault(post_id, set()).add(person_id)
    found: dict[str, PostLine] = {}
    heads: dict[str, str] = {}
    for post in rows:
        unit = codes.get(post.unit_id, "")
        if post.is_head:
            heads[unit] = post.code
        if post.code:
            given = grants.get(post.pk, {})
            found[post.code] = PostLine(
                post.pk,
                post.code,
                unit,
                post.names,
                post.is_head,
                post.shared,
                frozenset(given),
                given,
                frozenset(holders.get(post.pk, ())),
            )
    return found, heads


# --- registry offices ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfficeLine:
    """A registry office as its administrators see it; `staff` is how many people hold the right asked for there."""

    id: int
    code: str
    names: Names
    unit_id: int
    unit_names: Names
    unit_abolished_on: date | None
    accepts_public: bool
    opened_on: date
    closed_on: date | None
    staff: int

    def is_open(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)


def offices_of(administration_id: int, at: datetime, *, right: str) -> list[OfficeLine]:
    """The registry offices of an administration, open ones first (4 queries)."""
    last = UnitVersion.objects.filter(unit_id=OuterRef("unit_id")).order_by("-starts_on")
    rows = (
        RegistryOffice.objects.filter(administration_id=administration_id)
        .select_related("unit")
        .annotate(**{f"unit_{language}": Subquery(last.values(f"name_{language}")[:1]) for language in LANGUAGES})
        .order_by(F("closed_on").desc(nulls_first=True), "code")
    )
    reaches = _reaches(administration_id, right, at)
    return [
        OfficeLine(
            id=row.pk,
            code=row.code,
            names=row.names,
            unit_id=row.unit_id,
            unit_names=Names(*(getattr(row, f"unit_{language}") for language in LANGUAGES)),
            unit_abolished_on=row.unit.abolished_on,
            accepts_public=row.accepts_public,
            opened_on=row.opened_on,
            closed_on=row.closed_on,
            staff=len({person for person, path, unit in reaches if _covers(path, unit, row.unit)}),
        )
        for row in rows
    ]


def _reaches(administration_id: int, right: str, at: datetime) -> list[tuple[int, str, int | None]]:
    """Who of this administration holds the right, and how far."""
    found = []
    for model in (Holding, Interim):
        rows = model.objects.at(at).filter(
            post__unit__administration_id=administration_id,
            post__closed_at__isnull=True,
            post__grant__right=right,
            person__is_active=True,
        )
        for person, level, unit_id, path in rows.values_list(
            "person_id", "post__grant__reach", "post__unit_id", "post__unit__path"
        ):
            found.append((person, *extent(level, unit_id, path)))
    return found


def _covers(path: str, unit_id: int | None, unit: Unit) -> bool:
    return unit.pk == unit_id if unit_id is not None else unit.path.startswith(path)


# --- how large -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sizes:
    """How many units below the root, posts and open registry offices an administration has."""

    units: int = 0
    posts: int = 0
    offices: int = 0


def sizes(at: date) -> dict[int, Sizes]:
    """Of every administration, by its key (3 queries)."""

    def per(rows: QuerySet, key: str) -> dict[int, int]:
        return {row[key]: row["n"] for row in rows.values(key).annotate(n=Count("pk")).order_by()}

    units = per(Unit.objects.filter(parent__isnull=False, abolished_on__isnull=True), "administration_id")
    posts = per(Post.objects.filter(closed_at__isnull=True), "unit__administration_id")
    offices = per(
        RegistryOffice.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=at), opened_on__lte=at),
        "administration_id",
    )
    return {key: Sizes(units.get(key, 0), posts.get(key, 0), offices.get(key, 0)) for key in {*units, *posts, *offices}}
