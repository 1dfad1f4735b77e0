"""Who keeps the inventory: the desk, over the units its right reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Placed

    from .models import Item


def may_keep(actor: Actor, unit: Placed | None = None) -> bool:
    return actor.may(rules.DESK, unit)


def may_declare(actor: Actor, item: Item) -> bool:
    """Whoever holds it says that it is lost or damaged, and so does the desk."""
    return (actor.person_id is not None and item.holder_id == actor.person_id) or may_keep(actor, item.unit)
