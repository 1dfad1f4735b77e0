"""Who may give, answer and close instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.correspondence.letters import api as letters

from .enums import DISPATCH

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Placed, Seat

    from .models import Instruction


def may_dispatch(actor: Actor, unit: Placed) -> bool:
    """Those with the right over a unit give it letters; who was given one passes it on below (see `giving.give`)."""
    return actor.may(DISPATCH, unit)


def seat_of(actor: Actor, instruction: Instruction) -> Seat | None:
    """The seat from which this actor acts on what was given: that of the post, or for a unit without a head, the one
    that gives them the right to dispatch its mail."""
    if instruction.post_id is not None:
        return letters.seat_at(actor, instruction.post_id)
    return actor.seat_for(DISPATCH, instruction.unit)


def giving_seat(actor: Actor, instruction: Instruction) -> Seat | None:
    """The seat from which this actor closes or takes back what was given: that of the post that gave it."""
    post_id = instruction.dispatch.post_id
    return (letters.seat_at(actor, post_id) if post_id else None) or actor.seat_for(DISPATCH, instruction.unit)
