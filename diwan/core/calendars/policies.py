"""Who may announce."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

RIGHT = "calendars.announce"


def may_announce(actor: Actor) -> bool:
    """Announce or withdraw a day or a month of a country's calendar."""
    return actor.may(RIGHT)
