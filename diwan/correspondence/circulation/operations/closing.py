"""A letter is closed by whoever is in charge of it, once nothing that was asked about it still waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import State
from ..models import Instruction
from .following import StillLive, end

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter


def close_letter(*, actor: Actor, letter_id: int, note: str = "", ending: bool = False, now: datetime) -> Letter:
    """Close a letter; `ending` says that what is still asked about it ends with it.

    Raises:
        StillLive: something asked still waits, and `ending` was not said.
        NotAllowed: the actor neither keeps the registers of its office nor holds the post in charge.
        letters.NotNow
    """
    with acknowledged():
        letter = letters.locked(letter_id)
        if not policies.may_see(actor, letter_id):
            raise NotAllowed
        seat = policies.ending_seat(actor, letter, leads_of(letter_id))
        if seat is None and not letters.may_keep(actor, letter):
            raise NotAllowed
        own = seat.post_id if seat else None
        live = list(live_of(letter))
        # What the post in charge was asked itself ends with the letter: closing it is its answer.
        others = [row for row in live if row.post_id != own or not row.lead]
        if others and not ending:
            raise StillLive(count=len(others))
        for row in live:
            end(row, State.CLOSED, actor, now, seat, note.strip())
        return letters.close(actor=actor, letter_id=letter_id, note=note.strip(), now=now, seat=seat)


def end_all(*, letter_id: int, now: datetime) -> int:
    """A letter that is over, however it came to be, asks nothing of anybody any more; how many instructions ended."""
    with acknowledged():
        letter = letters.locked(letter_id)
        if letter.state in (*letters.OPEN, letters.State.DRAFT):
            return 0  # taken up again meanwhile
        live = list(live_of(letter))
        for row in live:
            end(row, State.CLOSED, organisations.SYSTEM, now)
        return len(live)


def leads_of(letter_id: int) -> list[Instruction]:
    """Those in charge, in the order they were named; of those who gave it down, the first level only."""
    rows = Instruction.objects.filter(letter=letter_id, lead=True, dispatch__parent=None)
    return list(rows.exclude(state__in=[State.TAKEN_BACK, State.GIVEN_BACK, State.MOVED]).order_by("-given_at"))


def live_of(letter: Letter) -> list[Instruction]:
    """What still waits about a letter, locked, the last given first: a tree ends from its leaves."""
    rows = Instruction.objects.live().filter(letter=letter).order_by("-pk").select_for_update(no_key=True, of=("self",))
    found = list(rows.select_related("dispatch", "unit"))
    for row in found:
        row.letter = letter
    return found
