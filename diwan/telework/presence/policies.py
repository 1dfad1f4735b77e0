"""Who says what of their own days, and who manages whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.organisations.api import Place
from diwan.telework.rules.api import MANAGE

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

__all__ = ["MANAGE", "is_own", "may_manage", "may_manage_force"]


def is_own(actor: Actor, thing: Any) -> bool:
    return actor.person_id is not None and thing.person_id == actor.person_id


def may_manage(actor: Actor, thing: Any) -> bool:
    """Whether the actor manages the unit of this thing. Nobody manages their own days."""
    return not is_own(actor, thing) and actor.may(MANAGE, thing.unit)


def may_manage_force(actor: Actor, force: Any) -> bool:
    return force.person_id != actor.person_id and actor.may(MANAGE, Place(force.unit_id, force.unit_path))
