"""Who may draw circuits, and give or recall mandates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .enums import DESIGN, MANDATES

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .models import Mandate


def may_design(actor: Actor, administration_id: int) -> bool:
    """Types, circuits and ceilings are those of the whole administration: the right reaches its root."""
    return bool(actor.reach(DESIGN)) and actor.may(DESIGN, organisations.root_unit(administration_id))


def may_give(actor: Actor, post_id: int) -> bool:
    """Only the holder: who stands in for them acts, and delegates nothing."""
    return any(seat.post_id == post_id and seat.basis == organisations.Basis.HOLDER for seat in actor.seats)


def may_revoke(actor: Actor, mandate: Mandate) -> bool:
    """Whoever gave it, whoever holds the post now, whoever watches the mandates of its unit."""
    return (
        actor.person_id == mandate.giver_id
        or may_give(actor, mandate.post_id)
        or actor.may(MANDATES, mandate.post.unit)
    )
