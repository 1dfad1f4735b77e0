"""Who may announce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor

RIGHT = "calendars.announce"


def may_announce(actor: Actor, country: str, on: date) -> bool:
    """Announce or withdraw a day or a month of a country's calendar: the right, held in an administration of it.

    A right over the whole instance reaches every country. One query at most, none without the right.
    """
    reaches = actor.reach(RIGHT)
    if any(reach.unit_id is None and reach.path == "/" for reach in reaches):
        return True
    homes = {reach.seat.administration_id for reach in reaches if reach.seat}
    if not homes:
        return False
    theirs = organisations.administrations(on).filter(unit__administration_id__in=homes)
    return theirs.filter(unit__administration__country=country).exists()
