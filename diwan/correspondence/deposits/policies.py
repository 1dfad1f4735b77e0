"""Who may do what with a deposit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.engines.registers import api as registers

from .models import PROCESS, Deposit

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

__all__ = ["PROCESS", "may_correct", "may_process"]


def may_process(actor: Actor, deposit: Deposit) -> bool:
    """One must hold the right to process deposits over the unit of the office where it was handed in."""
    return Deposit.objects.filter(organisations.within(actor, PROCESS, "office__unit"), pk=deposit.pk).exists()


def may_correct(actor: Actor, deposit: Deposit) -> bool:
    """Those who keep the register of the office annul and rectify what stands in it."""
    return actor.may(registers.CORRECT, deposit.office.unit)
