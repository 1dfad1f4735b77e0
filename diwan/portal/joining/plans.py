"""What a workbook will do once confirmed, and what is wrong with it: plain values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .enums import ChangeKind, SheetCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diwan.core.accounts.api import Newcomer
    from diwan.core.organisations.api import Names, NewPost, NewUnit

    from .tables import Row


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a cell (or a row, without `column`), and what to do about it, in the reader's language."""

    sheet: SheetCode
    row: int
    column: str
    what: Any
    advice: Any = ""


@dataclass(frozen=True)
class Change:
    """What a row does, for the preview."""

    sheet: SheetCode
    row: int
    kind: ChangeKind
    code: str
    words: str = ""


@dataclass
class Plan:
    """Everything a workbook asks for that is not so yet; with a single mistake, nothing of it is done."""

    mistakes: list[Mistake] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    rows: Counter[SheetCode] = field(default_factory=Counter)
    new_units: list[NewUnit] = field(default_factory=list)
    renamed_units: list[tuple[int, Names]] = field(default_factory=list)
    classified_units: list[tuple[int, str]] = field(default_factory=list)
    moved_units: list[tuple[int, str]] = field(default_factory=list)
    new_posts: list[NewPost] = field(default_factory=list)
    renamed_posts: list[tuple[int, Names, bool]] = field(default_factory=list)
    given: list[tuple[int, str, str]] = field(default_factory=list)  # post, right, reach
    withdrawn: list[int] = field(default_factory=list)  # grants
    new_people: list[Newcomer] = field(default_factory=list)
    corrected_people: list[Newcomer] = field(default_factory=list)
    seats: list[tuple[str, str]] = field(default_factory=list)  # code of a free or shared post, address
    successions: list[tuple[int, str]] = field(default_factory=list)  # post somebody holds, address

    def wrong(self, row: Row, column: str, what: Any, advice: Any = "") -> None:
        self.mistakes.append(Mistake(row.sheet, row.number, column, what, advice))

    def will(self, row: Row, kind: ChangeKind, words: str = "") -> None:
        self.changes.append(Change(row.sheet, row.number, kind, row["code"] or row["email"].lower(), words))

    @property
    def changes_nothing(self) -> bool:
        return not self.mistakes and not self.changes

    def summary(self) -> list[tuple[SheetCode, int, int, int]]:
        """By sheet: rows, rows that are new, rows that change something else, in the order of the workbook."""
        lines = []
        for sheet in SheetCode:
            if sheet in self.rows:
                here = [change for change in self.changes if change.sheet == sheet]
                new = {change.row for change in here if change.kind == ChangeKind.CREATED}
                lines.append((sheet, self.rows[sheet], len(new), len({change.row for change in here} - new)))
        return lines

    def worst_first(self) -> Sequence[Mistake]:
        """Mistakes in the order of the workbook."""
        order = list(SheetCode)
        return sorted(self.mistakes, key=lambda m: (order.index(m.sheet), m.row, m.column))
