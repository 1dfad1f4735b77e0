"""Who works in the mailroom: those who keep the mail of the office the paper came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .enums import REGISTER

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Placed


def may_work(actor: Actor, unit: Placed) -> bool:
    return actor.may(REGISTER, unit)
