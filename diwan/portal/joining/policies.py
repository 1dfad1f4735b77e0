"""Who joins an administration to the platform, and who watches over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .enums import OPERATE

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def may_operate(actor: Actor) -> bool:
    """The right concerns every administration, so it must reach all of them."""
    return any(reach.path == "/" and reach.unit_id is None for reach in actor.reach(OPERATE))


def may_join(actor: Actor, administration_id: int) -> bool:
    """Whoever administers the whole of an administration joins it to the platform."""
    return organisations.may_administer(actor, organisations.root_unit(administration_id))
