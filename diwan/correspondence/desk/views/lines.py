"""What a row of an inbox shows, whichever it is: an instruction, or a letter that nobody was given yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters

from ..enums import Folder

if TYPE_CHECKING:
    from datetime import date, datetime

    from ..queries.asking import Asked
    from ..queries.sitting import Sitting

NAMES_THE_UNIT = frozenset({Folder.HEADLESS, Folder.CHECK, Folder.GIVEN})


@dataclass(frozen=True)
class Line:
    """One row: `key` is what is chosen, `owed` whether its due date still matters."""

    key: int
    letter: Any
    instruction: Any
    url: str
    at: datetime | None
    due_on: date | None
    owed: bool
    unread: bool
    unit: str


def lines(found: list[Any], asked: Asked, sitting: Sitting) -> list[Line]:
    """The rows of a page, with the names of their units where the folder is about units, and whether they were read
    (2 queries at most)."""
    named = {row.unit_id for row in found if row.unit_id} if asked.folder in NAMES_THE_UNIT else set()
    units = organisations.units_named(named, sitting.now) if named else {}
    if asked.of_letters:
        read = read_here(found, sitting)
        return [line_of_letter(row, asked, read) for row in found]
    return [line_of_instruction(row, asked, {key: names.here for key, names in units.items()}) for row in found]


def line_of_instruction(row: Any, asked: Asked, units: dict[int, str]) -> Line:
    mine = asked.folder not in (Folder.CHECK, Folder.GIVEN)
    return Line(
        key=row.pk,
        letter=row.letter,
        instruction=row,
        url=reverse("desk:instruction", args=[row.pk]),
        at=(row.ended_at or row.answered_at) if asked.folder in (Folder.DONE, Folder.CHECK) else row.given_at,
        due_on=row.due_on,
        owed=row.state == circulation.State.OPEN,
        unread=mine and row.seen_at is None and row.state == circulation.State.OPEN,
        unit=units.get(row.unit_id, ""),
    )


def line_of_letter(row: Any, asked: Asked, read: set[int]) -> Line:
    return Line(
        key=row.pk,
        letter=row,
        instruction=None,
        url=reverse("desk:letter", args=[row.pk]),
        at=row.registered_at or row.begun_at,
        due_on=row.due_on,
        owed=asked.folder == Folder.DISPATCH,
        unread=asked.folder == Folder.DISPATCH and row.pk not in read,
        unit="",
    )


def read_here(found: list[Any], sitting: Sitting) -> set[int]:
    """Those of these letters that somebody opened from this post (1 query)."""
    keys = [row.pk for row in found]
    rows = letters.Letter.objects.filter(pk__in=keys, readings__post=sitting.post_id)
    return set(rows.values_list("pk", flat=True))
