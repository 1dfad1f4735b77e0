"""Who may do what with a letter; who may read it is in `sights`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .enums import CONFIDENTIAL, PLAN, REGISTER, Level

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Placed

    from .models import Letter


def may_register(actor: Actor, unit: Placed) -> bool:
    """Those who keep the mail of the office of that unit."""
    return actor.may(REGISTER, unit)


def may_keep(actor: Actor, letter: Letter) -> bool:
    """Who keeps the mail of the letter's office, and may open it, closes, links and classes it."""
    right = CONFIDENTIAL if letter.level == Level.CONFIDENTIAL else REGISTER
    return actor.may(right, letter.office.unit)


def may_plan(actor: Actor, unit: Placed) -> bool:
    """Who keeps the classification plan there: of the whole administration at its root, the files of a unit at it."""
    return actor.may(PLAN, unit)
