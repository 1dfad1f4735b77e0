"""Who may do what with a deposit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .models import PROCESS, Deposit

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

__all__ = ["PROCESS", "may_process"]


def may_process(actor: Actor, deposit: Deposit) -> bool:
    """One must hold the right to process deposits over the unit of the office where it was handed in."""
    return Deposit.objects.filter(organisations.within(actor, PROCESS, "office__unit"), pk=deposit.pk).exists()
