"""Who may do what with a deposit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.engines.registers import api as registers

from .models import PROCESS, SEND, Deposit

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Seat

__all__ = ["PROCESS", "SEND", "may_correct", "may_follow", "may_process", "may_send_for", "sending_seats"]


def may_process(actor: Actor, deposit: Deposit) -> bool:
    """One must hold the right to process deposits over the unit of the office where it was handed in."""
    return Deposit.objects.filter(organisations.within(actor, PROCESS, "office__unit"), pk=deposit.pk).exists()


def may_follow(actor: Actor, deposit: Deposit, code: str) -> bool:
    """Whoever holds the follow-up code follows the letter; with `MINE`, the account that handed it in."""
    return Deposit.objects.following(deposit.reference, code, actor).filter(pk=deposit.pk).exists()


def may_correct(actor: Actor, deposit: Deposit) -> bool:
    """Those who keep the register of the office annul and rectify what stands in it."""
    return actor.may(registers.CORRECT, deposit.office.unit)


def sending_seats(actor: Actor) -> list[Seat]:
    """The seats from which this actor deposits for a unit: those that hold the right over it."""
    return [seat for seat in actor.seats if actor.may(SEND, seat.place)]


def may_send_for(actor: Actor, unit_id: int) -> bool:
    """One deposits for the unit in which one sits, with the right to; nobody deposits for a unit from elsewhere."""
    return any(seat.unit_id == unit_id for seat in sending_seats(actor))
