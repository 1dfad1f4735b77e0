"""Who may do what to a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .enums import CORRECT

if TYPE_CHECKING:
    from typing import Any

    from diwan.core.organisations.api import Actor

    from .models import RegisterEntry


def may_correct(actor: Actor, entry: RegisterEntry) -> bool:
    """Those who keep the registers of the office annul and rectify its entries."""
    return actor.may(CORRECT, entry.book.office.unit)


def may_keep(actor: Actor, unit: Any) -> bool:
    """They also reserve numbers of the books of their office, and close a year."""
    return actor.may(CORRECT, unit)
