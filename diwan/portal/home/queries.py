"""Who receives the public's letters today."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.kit import navigation

if TYPE_CHECKING:
    from datetime import datetime

SHOWN = 12  # administrations; the deposit form has them all


@dataclass
class Receiver:
    """An administration open to the public: its registry offices, and where a deposit to it starts."""

    name: str
    url: str
    offices: list[str] = field(default_factory=list)


def receivers(now: datetime) -> list[Receiver]:
    """The administrations whose offices receive the public, under the names they bear today, in one query."""
    form = navigation.address("deposits:new")
    found: dict[int, Receiver] = {}
    for office in organisations.office_cards(now) if form else ():
        name = office.administration_names.here
        receiver = found.setdefault(office.administration_id, Receiver(name, f"{form}?office={office.id}"))
        receiver.offices.append(office.names.here)
        if len(receiver.offices) > 1:
            receiver.url = form  # which of them is for the depositor to choose
    return list(found.values())[:SHOWN]
