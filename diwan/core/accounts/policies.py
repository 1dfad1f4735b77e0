"""Who may open, close and look up accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .enums import ADMINISTER

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from .models import User


def may_administer_accounts_of(actor: Actor, administration_id: int | None) -> bool:
    """Whoever administers accounts somewhere in that administration; for the public's accounts, of all of them."""
    reaches = actor.reach(ADMINISTER)
    if any(reach.path == "/" for reach in reaches):
        return True
    return any(reach.seat and reach.seat.administration_id == administration_id for reach in reaches)


def may_administer(actor: Actor, user: User, now: datetime) -> bool:
    """Whoever administers every place where that person sits: closing an account empties all its seats."""
    if not may_administer_accounts_of(actor, user.administration_id):
        return False
    seats = organisations.actor_for(user.pk, now, person=user).seats
    return all(actor.may(ADMINISTER, seat.place) for seat in seats)
