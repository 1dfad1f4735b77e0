"""Registry offices as others see them: one plain value that says where an office stands and how it is called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from .actors import Actor, Look, Names, Place, within
from .models import RegistryOffice, Unit, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .actors import Actor


@dataclass(frozen=True)
class OfficeCard:
    """A registry office, its unit and its administration, with the names they bear on the day asked for."""

    id: int
    code: str
    country: str
    unit_id: int
    unit_path: str
    administration_id: int
    administration_code: str
    names: Names
    unit_names: Names
    administration_names: Names
    look: Look

    @property
    def place(self) -> Place:
        return Place(self.unit_id, self.unit_path)


def office_id(code: str) -> int | None:
    """The number of the office of that code, open or closed (1 small query)."""
    return RegistryOffice.objects.filter(code=code).values_list("pk", flat=True).first()


def office_card(office: int | str, at: datetime) -> OfficeCard | None:
    """The office of that number or code, open or closed (1 query); None when there is none."""
    return _card("any", office, at.date())


def open_office(office: int | str, at: datetime, *, public: bool = True) -> OfficeCard | None:
    """The office of that number or code if it takes what the public deposits at that moment (1 query).

    `public=False`: also an office that takes letters at its counter and by post only.
    """
    return _card("receiving" if public else "open", office, at.date())


# Stand in the compiled query where a number, a code and a day go.
NUMBER, CODE, DAY = -(1 << 40), "\x1fcode", date(1, 1, 3)


def _card(which: str, office: int | str, day: date) -> OfficeCard | None:
    """One office. It is asked for by every act of a registry, and costs less to run than to compile."""
    if isinstance(office, int) and abs(office) >= 1 << 63:
        return None  # no number of ours, and the server would not take it
    sql, params = _compiled(which, isinstance(office, str))
    known: dict[Any, Any] = {CODE if isinstance(office, str) else NUMBER: office, DAY: day}
    with connection.cursor() as cursor:
        cursor.execute(sql, [known.get(param, param) for param in params])
        row = cursor.fetchone()
        if row is None:
            return None
        said = dict(zip((column.name for column in cursor.description), row, strict=True))
    return _read({key: json.loads(value) if key in READ and value else value for key, value in said.items()})


@cache
def _compiled(which: str, by_code: bool) -> tuple[str, tuple[Any, ...]]:
    rows = {"any": RegistryOffice.objects.all(), "open": _open(DAY), "receiving": _receiving(DAY)}[which]
    rows = rows.filter(code=CODE) if by_code else rows.filter(pk=NUMBER)
    sql, params = _values(rows, DAY)[:1].query.sql_with_params()
    return sql, tuple(params)


def nearest_office(unit_id: int, at: datetime) -> OfficeCard | None:
    """The open office that keeps the mail of a unit: its own, else that of the nearest unit above it, else the main
    one of its administration (3 queries): the one that bears its code, or stands highest. None when none is open."""
    path, administration_id = Unit.objects.values_list("path", "administration_id").get(pk=unit_id)
    rows = _open(at.date()).filter(administration=administration_id).order_by("pk")
    offices = list(rows.values_list("pk", "unit__path", "code", "administration__code"))
    above = [row for row in offices if path.startswith(row[1])]
    if not offices:
        return None
    found = max(above, key=lambda row: len(row[1]))[0] if above else _main(offices)
    return next(iter(_cards(RegistryOffice.objects.filter(pk=found), at.date())), None)


def kept_by(offices: Iterable[int], at: datetime, unit: str = "unit") -> Q:
    """The rows whose unit has its mail kept by these offices: the other side of `nearest_office` (1 query at most)."""
    wanted, found = set(offices), Q(pk__in=())
    if not wanted:
        return found
    houses = RegistryOffice.objects.filter(pk__in=wanted).values("administration")
    rows = _open(at.date()).filter(administration__in=houses).order_by("pk")
    listed = list(rows.values_list("pk", "unit__path", "code", "administration__code", "administration"))
    for key, path, _code, _house_code, house in (row for row in listed if row[0] in wanted):
        others = [row for row in listed if row[4] == house]
        nearer = (row[1] for row in others if row[1] != path and row[1].startswith(path))
        found |= _under(unit, path) & ~_under(unit, *nearer)
        if key == _main(others):
            found |= Q(**{f"{unit}__administration": house}) & ~_under(unit, *(row[1] for row in others))
    return found


def _main(offices: list[Any]) -> int:
    """The main office of an administration: the one that bears its code, or stands highest."""
    return min(offices, key=lambda row: (row[2] != row[3], row[1].count("/")))[0]


def _under(unit: str, *paths: str) -> Q:
    found = Q(pk__in=())
    for path in paths:
        found |= Q(**{f"{unit}__path__startswith": path})
    return found


def office_cards(at: datetime) -> list[OfficeCard]:
    """Every office that takes what the public deposits, by administration (1 query)."""
    return _cards(_receiving(at.date()).order_by("administration__country", "administration_id", "pk"), at.date())


def offices_within(actor: Actor, right: str, at: datetime, *, open_only: bool = False) -> list[OfficeCard]:
    """The offices over whose unit this actor holds the right, closed ones too unless asked otherwise (1 query)."""
    rows = _open(at.date()) if open_only else RegistryOffice.objects.all()
    return _cards(rows.filter(within(actor, right, "unit")).order_by("administration_id", "pk"), at.date())


def units_named(unit_ids: Iterable[int], at: datetime) -> dict[int, Names]:
    """What these units are called at that moment, in one query; one that has no name then is left out."""
    versions = UnitVersion.objects.at(at.date()).filter(unit_id__in=list(unit_ids))
    return {version.unit_id: version.names for version in versions}


def offices_named(office_ids: Iterable[int]) -> dict[int, Names]:
    """What these offices are called, in one query."""
    return {office.pk: office.names for office in RegistryOffice.objects.filter(pk__in=list(office_ids))}


def units_of(administration_ids: Iterable[int], at: datetime) -> dict[int, Names]:
    """The units that stand in these administrations at that moment, by place in the tree (1 query)."""
    versions = UnitVersion.objects.at(at.date()).filter(unit__administration_id__in=list(administration_ids))
    return {version.unit_id: version.names for version in versions.order_by("unit__path")}


def _receiving(day: date) -> QuerySet:
    return _open(day).filter(accepts_public=True)


def _open(day: date) -> QuerySet:
    abolished = Q(administration__abolished_on__lte=day) | Q(unit__abolished_on__lte=day)
    return RegistryOffice.objects.filter(opened_on__lte=day).exclude(closed_on__lte=day).exclude(abolished)


def _cards(rows: QuerySet, day: date) -> list[OfficeCard]:
    return [_read(row) for row in _values(rows, day)]


NAMED = ("names", "unit_names", "administration_names")
READ = {*NAMED, "look"}  # what comes as JSON


def _values(rows: QuerySet, day: date) -> QuerySet:
    def named(prefix: str = "") -> JSONObject:
        return JSONObject(**{language: f"{prefix}name_{language}" for language in ("ar", "fr", "en", "zgh")})

    def version(**unit: Any) -> Subquery:
        return Subquery(UnitVersion.objects.at(day).filter(**unit).values(json=named())[:1])

    return rows.values(
        "id",
        "code",
        "unit_id",
        "administration_id",
        unit_path=F("unit__path"),
        country=F("administration__country"),
        administration_code=F("administration__code"),
        look=JSONObject(accent="administration__accent_colour", emblem="administration__emblem"),
        names=named(),
        unit_names=version(unit_id=OuterRef("unit_id")),
        administration_names=version(parent__isnull=True, unit__administration_id=OuterRef("administration_id")),
    )


def _read(row: dict[str, Any]) -> OfficeCard:
    names = {key: Names(**(row[key] or {"ar": ""})) for key in NAMED}
    return OfficeCard(**{**row, **names, "look": Look(**row["look"])})
