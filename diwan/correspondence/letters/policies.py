"""Who may do what with a letter; who may read it is in `sights`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.engines.registers.api import CORRECT

from .enums import CONFIDENTIAL, PLAN, REGISTER, Level
from .seats import acting_seats

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


def may_correct(actor: Actor, letter: Letter) -> bool:
    """Who keeps the registers of the office rectifies and annuls what stands in them."""
    return actor.may(CORRECT, letter.office.unit)


def may_see_readings(actor: Actor, letter: Letter) -> bool:
    """The read log is for those who keep the mail, and for whoever heads the unit in charge."""
    heads = {seat.unit_id for seat in acting_seats(actor) if seat.is_head}
    return may_keep(actor, letter) or letter.unit_id in heads
