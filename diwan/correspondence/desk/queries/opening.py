"""One line of an inbox, opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diwan.correspondence.circulation import api as circulation

from .asking import Asked, narrowed
from .folders import rows
from .paging import order

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
    """What was given to this post, by it, or to a unit whose mail it dispatches; None when it does not exist for it."""
    held = circulation.Instruction.objects.filter(letter__in=sitting.visible, pk=instruction_id)
    row: Any = held.select_related("letter__administration", "letter__office", "dispatch", "unit").first()
    if row is None:
        return None
    ours = sitting.post_id in (row.post_id, row.dispatch.post_id)
    headless = row.post_id is None and sitting.narrowed.may(circulation.DISPATCH, row.unit)
    return Opened(row.letter, row) if ours or headless else None


def letter(sitting: Sitting, letter_id: int) -> Opened | None:
    """A letter of the offices whose mail this post keeps, or a draft of it."""
    held = sitting.visible.select_related("administration", "office").filter(pk=letter_id)
    row = held.first()
    ours = row is not None and (row.office_id in sitting.offices or row.author_id == sitting.post_id)
    return Opened(row) if row is not None and ours else None


def first(sitting: Sitting, asked: Asked, but: int = 0) -> int | None:
    """The first line of a folder, passing over the one just left (1 query)."""
    keys, falling = order(asked, sitting, sitting.today)
    held = narrowed(rows(sitting, asked.folder), asked, sitting).exclude(pk=but).annotate(**keys)
    return held.order_by(*(f"-{key}" if falling else key for key in keys)).values_list("pk", flat=True).first()
