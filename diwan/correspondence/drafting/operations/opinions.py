"""Opinions on a draft are asked of several units at once: instructions like any other, on a letter without a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.correspondence.circulation import api as circulation
from diwan.kit.transactions import acknowledged

from .locking import writable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


def ask(
    *,
    actor: Actor,
    draft_id: int,
    units: Sequence[int],
    text: str = "",
    due_on: date | None = None,
    now: datetime,
) -> circulation.Dispatch:
    """Ask these units what they think of the draft; each sees it from here on, and may comment.

    Raises:
        circulation.NobodyNamed, circulation.UnitGone
        NotAllowed: the actor may not give letters to these units.
        NotWritten
    """
    with acknowledged():
        row, _seat = writable(actor, draft_id)
        asked = [
            circulation.Asked(unit=unit, verb=circulation.Verb.OPINION, text=text, due_on=due_on)
            for unit in dict.fromkeys(units)
        ]
        return circulation.give(actor=actor, letter_id=row.letter_id, asked=asked, now=now)
