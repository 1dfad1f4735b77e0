"""Who may look at the presence of a unit and keep its groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def may_manage(actor: Actor, unit_id: int, path: str) -> bool:
    """Whoever manages the telework of the unit."""
    return actor.may(rules.MANAGE, organisations.Place(unit_id, path))
