"""The administrations, their trees and their registry offices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from diwan.core.organisations import api as organisations

from .. import queries


@dataclass
class Places:
    """Where things are once made: administrations by code, units by (body, code), offices by code."""

    administrations: dict[str, Any] = field(default_factory=dict)
    units: dict[tuple[str, str], Any] = field(default_factory=dict)
    offices: dict[str, Any] = field(default_factory=dict)
    names: dict[date, dict[int, organisations.Names]] = field(default_factory=dict)

    def named(self, unit: int, on: date) -> organisations.Names:
        """What a unit was called on that day (1 query a day)."""
        if on not in self.names:
            everyone = [one.pk for one in self.units.values()]
            self.names[on] = organisations.units_named(everyone, datetime.combine(on, time(12), UTC))
        return self.names[on][unit]


def found(*, now: datetime) -> Places:
    """Open every administration with the names it has had, its units and its registry offices."""
    places = Places()
    for body in queries.data("bodies")["bodies"]:
        _open(body, places, now)
        for row in queries.offices(body):
            unit = places.units[body["code"], row.unit]
            places.offices[row.code] = organisations.open_registry_office(
                actor=organisations.SYSTEM,
                unit_id=unit.pk,
                code=row.code,
                names=row.names,
                on=_since(body),
                now=now,
                accepts_public=row.public,
            )
    return places


def _open(body: dict[str, Any], places: Places, now: datetime) -> None:
    code, on, actor = body["code"], _since(body), organisations.SYSTEM
    first, *later = body["names"]
    administration = organisations.open_administration(
        actor=actor,
        code=code,
        country=body["country"],
        names=queries.names(first),
        on=on,
        now=now,
        accent_colour=body["accent"],
        emblem=body["emblem"][:4],
    )
    root = organisations.root_unit(administration)
    tree = organisations.plant_structure(
        actor=actor,
        administration_id=administration.pk,
        units=[organisations.NewUnit(row.code, row.parent or "", row.kind, row.names) for row in queries.units(body)],
        posts=[],
        seats=[],
        on=on,
        now=now,
    )
    places.units.update({(code, unit): made for unit, made in tree.items() if unit})
    places.administrations[code], places.units[code, code] = administration, root
    for name in later:
        organisations.rename_unit(actor=actor, unit_id=root.pk, names=queries.names(name), on=name["since"], now=now)


def _since(body: dict[str, Any]) -> Any:
    return body["names"][0]["since"]
