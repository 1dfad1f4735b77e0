"""Who may do what to a register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import RegisterEntry

CORRECT = "registers.correct"


def may_correct(actor: Any, entry: RegisterEntry) -> bool:
    """Those who keep the registers of the office annul and rectify its entries."""
    return actor.may(CORRECT)
