"""Whoever holds the right to switch to a crisis, over the unit it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.telework.rules.api import CRISIS

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor, Placed


def may_steer(actor: Actor, unit: Placed) -> bool:
    return actor.may(CRISIS, unit)
