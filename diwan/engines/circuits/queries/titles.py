"""By what title somebody may take turns that a screen or a batch names, now; the acts ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import authority
from .directory import directory_of
from .turns import owners_of_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Turn


def titles_for(actor: Actor, turns: Iterable[Turn], now: datetime) -> dict[int, authority.Authority]:
    """The title of this actor for each of these open turns, where there is one. Their runs are read with them; the
    number of queries does not grow with the turns."""
    rows = [row for row in turns if row.post_id is not None]
    if not rows or actor.person_id is None:
        return {}
    owners = owners_of_all(directory_of({row.post_id for row in rows if row.post_id is not None}, now), rows, now)
    found = {pk: authority.by_person(some, actor.person_id) for pk, some in owners.items()}
    return {pk: title for pk, title in found.items() if title is not None}
