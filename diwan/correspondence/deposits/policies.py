"""Who may do what with a deposit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .models import PROCESS, SEND, Deposit

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Seat

__all__ = ["PROCESS", "SEND", "may_process", "may_send_for", "sending_seats"]


def may_process(actor: Actor, deposit: Deposit) -> bool:
    """One must hold the right to process deposits over the unit of the office where it was handed in."""
    return Deposit.objects.filter(organisations.within(actor, PROCESS, "office__unit"), pk=deposit.pk).exists()


def sending_seats(actor: Actor) -> list[Seat]:
    """The seats from which this actor deposits for a unit: those that hold the right over it."""
    return [seat for seat in actor.seats if actor.may(SEND, seat.place)]


def may_send_for(actor: Actor, unit_id: int) -> bool:
    """One deposits for the unit in which one sits, with the right to; nobody deposits for a unit from elsewhere."""
    return any(seat.unit_id == unit_id for seat in sending_seats(actor))
