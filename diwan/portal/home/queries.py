"""Who receives the public's letters today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.kit import navigation

if TYPE_CHECKING:
    from datetime import date

SHOWN = 12  # the deposit form has them all


@dataclass(frozen=True)
class Receiver:
    """A registry office open to the public, and where a deposit to it starts."""

    administration: str
    office: str
    url: str


def receivers(today: date) -> list[Receiver]:
    """The first offices, each under the name its administration bears today; two queries whatever their number."""
    form = navigation.address("deposits:new")
    offices = list(organisations.public_offices(today)[:SHOWN]) if form else []
    if not offices:
        return []
    names = {root.unit.administration_id: root.names.here for root in organisations.administrations(today)}
    return [
        Receiver(names.get(office.administration_id, ""), office.names.here, f"{form}?office={office.pk}")
        for office in offices
    ]
