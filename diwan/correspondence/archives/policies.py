"""Who keeps the archives of an administration, and who approves what is destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .enums import APPROVE, KEEP

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .models import DestructionList

__all__ = ["APPROVE", "KEEP", "administrations_kept", "may_approve", "may_keep"]


def administrations_kept(actor: Actor) -> set[int]:
    """The administrations whose archives this actor keeps: the right is held over the whole of one."""
    return organisations.reached(actor, (KEEP,))[KEEP].administrations


def may_keep(actor: Actor, administration_id: int) -> bool:
    return administration_id in administrations_kept(actor)


def may_approve(actor: Actor, one: DestructionList) -> bool:
    """Two people destroy: whoever proposed a list does not approve it."""
    reached = organisations.reached(actor, (APPROVE,))[APPROVE].administrations
    return one.administration_id in reached and one.proposed_by_id != actor.person_id
