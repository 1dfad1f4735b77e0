"""What was chosen in an inbox, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation

from .folders import rows
from .paging import slim

if TYPE_CHECKING:
    from .asking import Asked
    from .sitting import Sitting


def chosen(sitting: Sitting, asked: Asked, keys: list[int]) -> list[tuple[int, Any]]:
    """The lines of these numbers that stand in the folder, each with its letter, in the order they were chosen."""
    held = slim(rows(sitting, asked.folder).filter(pk__in=keys), asked)
    found = {row.pk: row if asked.of_letters else row.letter for row in held}
    return [(key, found[key]) for key in keys if key in found]


def units(sitting: Sitting) -> list[tuple[int, str]]:
    """The units to which this post gives letters: those below it, and those it has the right to dispatch to."""
    everywhere = organisations.units_of([sitting.seat.administration_id], sitting.now)
    places = organisations.places(everywhere, sitting.seat.administration_id, sitting.now)
    reached = {
        place.pk
        for place in places
        if place.path.startswith(sitting.seat.unit_path) or sitting.narrowed.may(circulation.DISPATCH, place)
    }
    return [(key, names.here) for key, names in everywhere.items() if key in reached]
