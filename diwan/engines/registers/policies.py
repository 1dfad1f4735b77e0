"""Who may do what to a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

    from .models import RegisterEntry

CORRECT = "registers.correct"


def may_correct(actor: Actor, entry: RegisterEntry) -> bool:
    """Those who keep the registers of the office annul and rectify its entries."""
    return actor.may(CORRECT, entry.book.office.unit)
