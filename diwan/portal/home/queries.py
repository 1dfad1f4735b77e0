"""Who receives the public's letters today."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.kit import navigation

if TYPE_CHECKING:
    from datetime import date

SHOWN = 12  # administrations; the deposit form has them all


@dataclass
class Receiver:
    """An administration open to the public: its registry offices, and where a deposit to it starts."""

    name: str
    url: str
    offices: list[str] = field(default_factory=list)


def receivers(today: date) -> list[Receiver]:
    """The administrations whose offices receive the public, under the names they bear today: two queries in all."""
    form = navigation.address("deposits:new")
    if not form:
        return []
    found: dict[int, Receiver] = {}
    names = {root.unit.administration_id: root.names.here for root in organisations.administrations(today)}
    for office in organisations.public_offices(today):
        tenant = office.administration_id
        receiver = found.setdefault(tenant, Receiver(names.get(tenant, ""), f"{form}?office={office.pk}"))
        receiver.offices.append(office.names.here)
        if len(receiver.offices) > 1:
            receiver.url = form  # which of them is for the depositor to choose
    return list(found.values())[:SHOWN]
