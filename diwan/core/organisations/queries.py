"""Reading: who somebody is now, and what the directory said on a day."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Prefetch, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from .actors import Actor, Look, Names, Reach, Seat, extent, narrowed
from .enums import Basis
from .models import Administration, Delegation, Grant, Holding, Interim, Post, Unit, UnitVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models.units import UnitVersionQuerySet

# --- the actor -----------------------------------------------------------------------------------------------------


def actor_for(person_id: int, at: datetime, *, person: Any = None) -> Actor:
    """The person with every seat and right in force at that moment, in three queries (two when `person` is given)."""
    person = person or get_user_model()._default_manager.get(pk=person_id)
    seats = _seats(person_id, at)
    rights: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if seats:
        granted = Grant.objects.filter(post_id__in={row["post_id"] for row in seats})
        for post_id, right, level in granted.values_list("post_id", "right", "reach"):
            rights[post_id].append((right, level))
    read = [(row, _seat(row)) for row in seats]
    grants = tuple(reach for row, seat in read for reach in _reaches(row, seat, rights[seat.post_id]))
    return Actor(
        person_id=person_id,
        name=person.name_ar,
        name_latin=person.name_latin,
        seats=tuple(seat for _row, seat in read),
        grants=grants,
    )


# Stand in the compiled query where a person, a moment and its day go.
PERSON, MOMENT, DAY = -(1 << 40), datetime(1, 1, 2, tzinfo=UTC), date(1, 1, 3)


def _seats(person_id: int, at: datetime) -> list[dict]:
    """The seats in force, in one query. It is asked at every request, and costs less to run than to compile."""
    sql, params = _seats_compiled()
    known: dict[Any, Any] = {PERSON: person_id, MOMENT: at, DAY: timezone.localdate(at)}
    with connection.cursor() as cursor:
        cursor.execute(sql, [known.get(param, param) for param in params])
        names = [column.name for column in cursor.description]
        return [_read(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _read(row: dict) -> dict:
    """Names come as JSON in text."""
    return row | {name: json.loads(row[name]) for name in NAMED if isinstance(row[name], str)}


@functools.cache
def _seats_compiled() -> tuple[str, tuple]:
    sql, params = _seats_query(PERSON, MOMENT, DAY).query.sql_with_params()
    return sql, tuple(params)


NAMED = ("title", "unit_names", "administration_names")


def _seats_query(person_id: int, at: datetime, day: date) -> QuerySet:
    """The three ways to sit in a post."""
    today = UnitVersion.objects.at(day)

    def names_of(prefix: str = "") -> JSONObject:
        return JSONObject(**{language: f"{prefix}name_{language}" for language in ("ar", "fr", "en", "zgh")})

    def rows(model: Any, basis: Basis, **lent: Any) -> Any:
        none = {
            "lent": Cast(Value(None), ArrayField(CharField(max_length=80))),
            "limit_path": Cast(Value(None), TextField()),
        }
        return (
            model.objects.at(at)
            .filter(person_id=person_id)
            .values(
                "post_id",
                "ends_at",
                basis=Value(basis.value),
                unit_id=F("post__unit_id"),
                path=F("post__unit__path"),
                administration_id=F("post__unit__administration_id"),
                accent=F("post__unit__administration__accent_colour"),
                emblem=F("post__unit__administration__emblem"),
                is_head=F("post__is_head"),
                title=names_of("post__"),
                unit_names=Subquery(today.filter(unit_id=OuterRef("post__unit_id")).values(json=names_of())[:1]),
                administration_names=Subquery(
                    today.filter(
                        parent__isnull=True, unit__administration_id=OuterRef("post__unit__administration_id")
                    ).values(json=names_of())[:1]
                ),
                **(none | lent),
            )
        )

    lent = {"lent": F("rights"), "limit_path": F("limit__path")}
    return rows(Holding, Basis.HOLDER).union(
        rows(Interim, Basis.INTERIM), rows(Delegation, Basis.DELEGATION, **lent), all=True
    )


def _seat(row: dict) -> Seat:
    return Seat(
        post_id=row["post_id"],
        unit_id=row["unit_id"],
        unit_path=row["path"],
        administration_id=row["administration_id"],
        basis=Basis(row["basis"]),
        title=Names(**row["title"]),
        unit_names=Names(**(row["unit_names"] or {"ar": ""})),
        administration_names=Names(**(row["administration_names"] or {"ar": ""})),
        until=row["ends_at"],
        is_head=row["is_head"],
        look=Look(row["accent"], row["emblem"]),
    )


def _reaches(row: dict, seat: Seat, granted: list[tuple[str, str]]) -> list[Reach]:
    """The rights of the post as they come through this seat: all of them, or those lent, as far as they were lent."""
    reaches = []
    for right, level in granted:
        place: tuple[str, int | None] | None = extent(level, seat.unit_id, seat.unit_path)
        if row["lent"] is not None and right not in row["lent"]:
            continue
        if row["limit_path"] and place:
            place = narrowed(*place, row["limit_path"])
        if place:
            reaches.append(Reach(right=right, path=place[0], unit_id=place[1], seat=seat))
    return reaches


# --- the directory -------------------------------------------------------------------------------------------------


def directory(at: date) -> UnitVersionQuerySet:
    """Every unit that stood on that day, with the name and the place it had then."""
    return UnitVersion.objects.at(at).select_related("unit", "unit__administration")


def children(unit: Unit | None, at: date) -> UnitVersionQuerySet:
    """The units directly below one on that day (the roots for None), each saying whether there is more below."""
    more = UnitVersion.objects.at(at).filter(parent_id=OuterRef("unit_id"))
    return directory(at).filter(parent=unit).annotate(has_children=Exists(more)).order_by("unit__code", "name_ar")


def unit_name(unit: Unit | int, at: date, language: str) -> str:
    """What a unit was called on that day; after its end, its last name; empty if it never had one."""
    versions = UnitVersion.objects.filter(unit=unit)
    version = versions.at(at).first() or versions.filter(starts_on__lte=at).last() or versions.first()
    return version.names.get(language) if version else ""


def ancestors(version: UnitVersion, at: date) -> list[UnitVersion]:
    """The line from the root down to the parent of a unit, as it stood on that day."""
    line: list[UnitVersion] = []
    parent_id = version.parent_id
    while parent_id:
        found = UnitVersion.objects.at(at).filter(unit_id=parent_id).select_related("unit").first()
        if found is None or len(line) > 30:
            break
        line.insert(0, found)
        parent_id = found.parent_id
    return line


def administrations(at: date) -> Any:
    """The administrations that stood on that day, each with the version of its root unit (its name)."""
    return directory(at).filter(parent__isnull=True).order_by("unit__administration__country", "name_ar")


def country_of(administration_id: int) -> str:
    """The country whose calendar an administration follows (1 query)."""
    return Administration.objects.values_list("country", flat=True).get(pk=administration_id)


def administration_name(administration: Administration | int, at: date, language: str) -> str:
    """What an administration was called on that day."""
    return unit_name(root_unit(administration), at, language)


def root_unit(administration: Administration | int) -> Unit:
    """The unit that stands above all others of an administration."""
    return Unit.objects.select_related("administration").get(administration=administration, parent__isnull=True)


def posts_of(unit: Unit, moment: datetime, *, people: bool) -> list[Post]:
    """The posts of a unit at that moment, heads first; with who sits in them and their rights when `people` is true.

    Each post carries `holders`, `interims`, `lent` and `rights`; the public gets the titles of heads only.
    """
    posts = Post.objects.filter(unit=unit).exclude(closed_at__lte=moment).order_by("-is_head", "pk")
    if not people:
        return list(posts.filter(is_head=True))

    def seated(model: Any, attribute: str) -> Prefetch:
        rows = model.objects.at(moment).select_related("person").order_by("starts_at")
        return Prefetch(f"{model._meta.model_name}_set", queryset=rows, to_attr=attribute)

    return list(
        posts.prefetch_related(
            seated(Holding, "holders"),
            seated(Interim, "interims"),
            seated(Delegation, "lent"),
            Prefetch("grant_set", queryset=Grant.objects.order_by("right"), to_attr="rights"),
        )
    )
