"""Who declares incidents, who sees them, who follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import SECURITY

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

__all__ = ["SECURITY", "administrations_guarded", "may_declare", "may_guard"]


def administrations_guarded(actor: Actor) -> set[int]:
    """The administrations of which this actor is a security officer: the right reaches the whole of one."""
    return organisations.reached(actor, (SECURITY,))[SECURITY].administrations


def may_guard(actor: Actor, administration_id: int) -> bool:
    """System work may; a person needs the right over the whole administration."""
    return actor == organisations.SYSTEM or administration_id in administrations_guarded(actor)


def may_declare(actor: Actor, administration_id: int) -> bool:
    """Anyone who sits somewhere in that administration, and the system itself."""
    return actor == organisations.SYSTEM or actor.sits_in(administration_id)
