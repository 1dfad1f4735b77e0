"""By what title somebody may act for the post of a turn now, for screens; the acts ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import authority
from .directory import directory_of
from .runs import matter_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Turn


def titles_for(actor: Actor, turns: Iterable[Turn], now: datetime) -> dict[int, authority.Authority]:
    """The title of this actor for each of these open turns, where there is one. Their runs are read with them."""
    rows = [row for row in turns if row.post_id is not None]
    if not rows or actor.person_id is None:
        return {}
    directory, found = directory_of([row.post_id for row in rows], now), {}
    for row in rows:
        owners = authority.owners(directory, row.post_id, matter_of(row.run, row.kind), now)
        title = authority.by_person(owners, actor.person_id)
        if title is not None:
            found[row.pk] = title
    return found


def owners_of(turn: Turn, now: datetime) -> list[authority.Authority]:
    """Who answers for a turn now, the holder first."""
    if turn.post_id is None:
        return []
    return authority.owners(directory_of([turn.post_id], now), turn.post_id, matter_of(turn.run, turn.kind), now)
