"""What the pages of circuits list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations

from ..conditions import Type, rule_from_json
from ..definition import Definition
from ..enums import DESIGN, How, RunState, VersionState
from ..models import Circuit, CircuitVersion, DocumentType, Run
from ..wording import Speech

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, Names

    from ..conditions import Rule


@dataclass(frozen=True)
class Tenant:
    """An administration whose circuits somebody draws."""

    id: int
    names: Names
    country: str
    today: date


def tenants(actor: Actor, now: datetime) -> list[Tenant]:
    """The administrations whose circuits this actor draws (2 queries, and one for each)."""
    keys = organisations.reached(actor, (DESIGN,))[DESIGN].administrations
    rows = organisations.administrations(at=now.date()).filter(unit__administration__in=keys)
    found = [
        Tenant(
            row.unit.administration_id,
            row.names,
            row.unit.administration.country,
            calendars.local_day(now, row.unit.administration.country),
        )
        for row in rows
    ]
    return [one for one in found if actor.may(DESIGN, organisations.root_unit(one.id))]


def unit_paths(administration_id: int, today: date) -> dict[str, str]:
    """The units of an administration as a tree: path and name, in the order of the tree."""
    rows = organisations.directory(today).filter(unit__administration=administration_id)
    return {row.unit.path: row.names.here for row in rows.order_by("unit__path").select_related("unit")}


def speech_of(kind: DocumentType, drawings: Iterable[Definition], now: datetime) -> Speech:
    """The names that these drawings of a type speak of."""
    posts = {
        step.who.post
        for drawn in drawings
        for _stage, step in drawn.steps()
        if step.who.how == How.POST and step.who.post
    }
    fields = kind.all_fields()
    units = units_for(kind, now)
    return Speech(fields, organisations.post_cards(posts, now) if posts else {}, units)


@dataclass(frozen=True)
class TypeLine:
    """A type in its tree."""

    row: DocumentType
    depth: int
    fields: list[str]
    circuits: int


def type_lines(administration_id: int) -> list[TypeLine]:
    """The types and their subtypes, each below its own (1 query)."""
    rows = DocumentType.objects.filter(administration=administration_id)
    rows = rows.annotate(circuits_count=Count("circuits", filter=Q(circuits__retired_at=None)))
    below: dict[int | None, list[DocumentType]] = {}
    for row in rows.order_by("retired_at", "code"):
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent: int | None, depth: int) -> list[TypeLine]:
        found = []
        for row in below.get(parent, ()):
            names = [one.names.here for one in row.own_fields().values()]
            found += [TypeLine(row, depth, names, row.circuits_count), *walk(row.pk, depth + 1)]  # type: ignore[attr-defined]
        return found

    return walk(None, 0)


def types_of(administration_id: int) -> list[DocumentType]:
    """Those in use."""
    rows = DocumentType.objects.filter(administration=administration_id, retired_at=None)
    return list(rows.select_related("parent").order_by("code"))


@dataclass(frozen=True)
class CircuitLine:
    """A circuit in the list: what it takes, what is in use of it, what is being drawn, how much goes through it."""

    row: Circuit
    when: str
    active: CircuitVersion | None
    draft: CircuitVersion | None
    running: int
    steps: int


def circuit_lines(administration_id: int, now: datetime) -> list[tuple[DocumentType, list[CircuitLine]]]:
    """The circuits by type, in the order in which they are asked (4 queries, 5 where rules speak of units)."""
    rows = Circuit.objects.filter(administration=administration_id).select_related("type__parent__parent")
    versions: dict[int, dict[str, CircuitVersion]] = {}
    for version in CircuitVersion.objects.filter(circuit__in=rows).exclude(state=VersionState.RETIRED):
        versions.setdefault(version.circuit_id, {})[version.state] = version
    counted = running(administration_id)
    units: dict[str, str] | None = None
    found: dict[int, tuple[DocumentType, list[CircuitLine]]] = {}
    for row in rows.order_by("type__code", "rank", "pk"):
        rule, fields = rule_from_json(row.when), row.type.all_fields()
        if units is None and any(fields[c.field].type == Type.UNIT for line in rule for c in line if c.field in fields):
            units = unit_paths(administration_id, now.date())
        mine = versions.get(row.pk, {})
        active = mine.get(VersionState.ACTIVE)
        shown = active or mine.get(VersionState.DRAFT)
        line = CircuitLine(
            row,
            Speech(fields, {}, units or {}).rule(rule),
            active,
            mine.get(VersionState.DRAFT),
            counted.get(row.pk, 0),
            sum(1 for _step in shown.drawn.steps()) if shown else 0,
        )
        found.setdefault(row.type_id, (row.type, []))[1].append(line)
    return list(found.values())


def running(administration_id: int) -> dict[int, int]:
    """How many are on their way, by circuit (1 query)."""
    rows = Run.objects.filter(administration=administration_id).exclude(state__in=[RunState.DONE, RunState.ABANDONED])
    return dict(rows.values("version__circuit").annotate(n=Count("pk")).values_list("version__circuit", "n"))


def running_on(version: CircuitVersion) -> int:
    """How many are on their way through this version."""
    return Run.objects.filter(version=version).exclude(state__in=[RunState.DONE, RunState.ABANDONED]).count()


def units_for(kind: DocumentType, now: datetime) -> dict[str, str]:
    """The units that a rule about this type may name; none where it has no field of that type."""
    if not any(one.type == Type.UNIT for one in kind.all_fields().values()):
        return {}
    return unit_paths(kind.administration_id, now.date())


def rule_of(circuit: Circuit) -> Rule:
    return rule_from_json(circuit.when)
