"""The views that those one can step into keep of their inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.saved_views import api as saved_views
from diwan.correspondence.letters import api as letters

from .acting import as_

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LISTING = "desk.inbox"
# The second is shared with the unit.
VIEWS = (
    ("المتأخرة", "folder=late"),
    ("آراء مطلوبة", "folder=todo&verb=opinion"),
    ("العاجلة جدا", "folder=todo&priority=very_urgent"),
)
SHARED = 1


def keep_views(persons: Iterable[int], *, now: datetime) -> None:
    """Three views for each of these people who opens an inbox."""
    for person_id in persons:
        actor = as_(person_id, now)
        seats = letters.acting_seats(actor)
        for n, (name, query) in enumerate(VIEWS if seats else ()):
            unit = seats[0].unit_id if n == SHARED else None
            saved_views.save_view(actor=actor, listing=LISTING, name=name, query=query, unit_id=unit, now=now)
