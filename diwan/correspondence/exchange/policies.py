"""Who may say with which instances letters are exchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .enums import OPERATE

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def may_operate(actor: Actor) -> bool:
    """A peer is one of the whole instance, so the right is too: not of one administration."""
    return any(reach.path == "/" and reach.unit_id is None for reach in actor.reach(OPERATE))
