"""Who reads is asked of the rows (`visible_to`), who signs of circuits; this says who withdraws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import kinds
from .enums import OPEN
from .models import posts_of

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Seat

    from .models import Act


def preparing_seat(actor: Actor, administration_id: int, unit_path: str) -> Seat | None:
    """The seat from which this actor prepares an act of a unit: the nearest above it, else any there."""
    own = set(posts_of(actor))
    seats = [seat for seat in actor.seats if seat.administration_id == administration_id and seat.post_id in own]
    above = [seat for seat in seats if unit_path.startswith(seat.unit_path)]
    return max(above, key=lambda seat: len(seat.unit_path), default=next(iter(seats), None))


def may_withdraw(actor: Actor, act: Act) -> bool:
    """Whoever sits in the post that prepared it, or holds the right of its kind over its unit; before its number."""
    if act.state not in OPEN or act.entry_id is not None:
        return False
    if actor.person_id is None:
        return bool(actor.grants)  # Diwan itself
    right = kinds.kind_of(act.kind).right
    return act.post_id in posts_of(actor) or bool(right and actor.may(right, act.unit))
