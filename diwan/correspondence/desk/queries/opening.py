"""One line of an inbox, opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters

from .asking import Asked, narrowed
from .folders import rows
from .paging import ids

if TYPE_CHECKING:
    from diwan.correspondence.circulation.api import Instruction
    from diwan.correspondence.letters.api import Letter

    from .sitting import Sitting


@dataclass(frozen=True)
class Opened:
    """A letter, and the instruction by which it stands in this inbox, if there is one."""

    letter: Letter
    instruction: Instruction | None = None


def instruction(sitting: Sitting, instruction_id: int) -> Opened | None:
    """What was given to this post, by it, or in the units it watches; None when it does not exist for it."""
    held = circulation.Instruction.objects.filter(letter__in=sitting.visible, pk=instruction_id)
    row: Any = held.select_related("dispatch", "unit").first()
    if row is None:
        return None
    ours = sitting.post_id in (row.post_id, row.dispatch.post_id)
    below = sitting.seat.is_head and row.unit.path.startswith(sitting.seat.unit_path)
    reads = ours or below or sitting.narrowed.may(circulation.DISPATCH, row.unit)
    found = letters.letter_for(sitting.actor, row.letter_id) if reads else None
    return Opened(found, row) if found is not None else None


def letter(sitting: Sitting, letter_id: int) -> Opened | None:
    """A letter of the offices whose mail this post keeps, or a draft of it."""
    row = letters.letter_for(sitting.actor, letter_id)
    ours = row is not None and (row.office_id in sitting.offices or row.author_id == sitting.post_id)
    return Opened(row) if row is not None and ours else None


def standing(sitting: Sitting, asked: Asked, wanted: list[int]) -> int | None:
    """The first of the lines wanted that still stands in the folder, else the first of all (2 queries at most)."""
    held = narrowed(rows(sitting, asked.folder), asked, sitting)
    there = set(held.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    return next((key for key in wanted if key in there), None) or next(iter(ids(sitting, asked, 1)), None)
