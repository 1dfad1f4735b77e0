"""From which seat somebody acts on letters: what is given is given to posts, and whoever sits there acts for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations.api import Basis

from .enums import TREAT

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Seat


def seat_at(actor: Actor, post_id: int) -> Seat | None:
    """The seat from which this actor acts for a post: as its holder, else its interim, else lent the right to."""
    seats = [seat for seat in actor.seats if seat.post_id == post_id and acts_from(actor, seat)]
    return min(seats, key=lambda seat: list(Basis).index(seat.basis), default=None)


def acts_from(actor: Actor, seat: Seat) -> bool:
    """A delegate acts on what was given to the post only when that right was lent."""
    return seat.basis != Basis.DELEGATION or any(reach.seat == seat for reach in actor.reach(TREAT))


def acting_seats(actor: Actor) -> list[Seat]:
    """The seats whose inbox this actor opens."""
    return [seat for seat in actor.seats if acts_from(actor, seat)]
