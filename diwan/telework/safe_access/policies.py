"""Who guards, who helps, who asks for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import DESK, MANAGE, SECURITY

from .models.guarded import guarded, helped

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from .models import System

__all__ = ["DESK", "MANAGE", "SECURITY", "guarded", "helped", "may_answer", "may_ask_for", "may_guard", "may_help"]


def may_guard(actor: Actor, administration_id: int) -> bool:
    """A security officer of the whole administration, or the system itself."""
    return actor == organisations.SYSTEM or administration_id in guarded(actor)


def may_help(actor: Actor, administration_id: int) -> bool:
    """The desk or the security of that administration."""
    return actor == organisations.SYSTEM or administration_id in helped(actor)


def may_ask_for(actor: Actor, person: Any, now: datetime) -> bool:
    """A manager, for whoever sits in a unit they manage; a security officer, for anybody there."""
    if may_guard(actor, person.administration_id):
        return True
    seats = organisations.actor_for(person.pk, now, person=person).seats
    return any(actor.may(MANAGE, seat.place) for seat in seats)


def may_answer(actor: Actor, system: System) -> bool:
    """In a review: the owner of the system, or a security officer in their place."""
    return system.owner_id == actor.person_id or may_guard(actor, system.administration_id)
