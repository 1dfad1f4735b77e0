"""The demonstration of `quotas`: a counter open to the public, whose people are counted apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.telework.quotas import api as quotas

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

COUNTER = organisations.Names("شباك استقبال العموم", "Guichet d’accueil du public", "Public counter")

AT_THE_COUNTER = ("s.elfassi", "z.lahlou", "h.boukhari", "m.sqalli")


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    unit = places.units["MEN", "DSI"]
    system = organisations.SYSTEM
    group = quotas.open_group(actor=system, unit_id=unit.pk, kind="counter", code="ACC", names=COUNTER, now=now)
    people = [persons[f"{who}@men.example"] for who in AT_THE_COUNTER]
    quotas.set_members(actor=system, group_id=group.pk, person_ids=people, now=now)
