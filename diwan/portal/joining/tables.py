"""From a file to rows with names: which sheet is which, which column is which, what is not a row at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from diwan.kit import sheet_reader
from diwan.kit.refusals import Refusal
from diwan.kit.spreadsheets import cells_of

from .enums import SheetCode
from .sheets import SHEETS, cleaned, folded, headings, machine, titles

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOKED_AT = 10  # rows above which a heading must stand
EXAMPLE = "#"  # a row that begins with it is an example, or a remark


class NothingInIt(Refusal):
    message = _("No sheet of this file has the columns of units, posts or people.")
    advice = _("Start from the template: its headings say which column is which. Nothing was imported.")
    status = 422


class TooManyRows(Refusal):
    message = _("The sheet “%(name)s” has more than %(limit)s rows.")
    advice = _("Split the file. Nothing was imported.")
    status = 422


@dataclass(frozen=True)
class Row:
    """A row of the file: its number as the spreadsheet shows it, and its cells by the code of their column."""

    sheet: SheetCode
    number: int
    cells: dict[str, str]

    def __getitem__(self, code: str) -> str:
        return self.cells.get(code, "")


@dataclass
class Table:
    """A sheet as it was understood. `letters` gives the letter of each column, `merged` the rows of merged cells."""

    code: SheetCode
    name: str
    rows: list[Row] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    merged: set[int] = field(default_factory=set)


def read(stream: BinaryIO, extension: str) -> dict[str, Table]:
    """The tables of a file by the code of their sheet.

    Raises:
        NotASpreadsheet, NothingInIt, TooManyRows
    """
    found: dict[str, Table] = {}
    for sheet in cells_of(stream, extension):
        if sheet["more"]:
            raise TooManyRows(name=sheet["name"], limit=sheet_reader.ROWS)
        table = _table(sheet)
        if table is not None and table.code not in found:
            found[table.code] = table
    if not found:
        raise NothingInIt
    return found


def _table(sheet: dict[str, Any]) -> Table | None:
    """The sheet, if its title or its headings are those of one of ours."""
    for at, row in enumerate(sheet["rows"][:LOOKED_AT]):
        written = [folded(cell) for cell in row]
        code = _which(folded(sheet["name"]), written)
        if code:
            return _understood(sheet, code, at, written)
    return None


def _which(title: str, written: list[str]) -> str | None:
    """The sheet whose headings these are, by most of them; the title decides between equals."""
    scores = {code: len({headings(code)[word] for word in written if word in headings(code)}) for code in SHEETS}
    best = max(scores, key=lambda code: (scores[code], titles().get(title) == code))
    return best if scores[best] >= 2 else None


def _understood(sheet: dict[str, Any], code: str, at: int, written: list[str]) -> Table:
    known, table = headings(code), Table(SheetCode(code), sheet["name"])
    places: dict[int, str] = {}
    for place, word in enumerate(written):
        column = known.get(word)
        if column and column in table.letters:
            table.twice.append(column)
        elif column:
            places[place], table.letters[column] = column, letter(place)
    table.missing = [c.code for c in SHEETS[code].columns if c.required and c.code not in table.letters]
    table.merged = {row + 1 for top, _l, bottom, _r in sheet["merged"] for row in range(top, bottom + 1) if row > at}
    table.rows = list(_rows(SheetCode(code), sheet["rows"], at, places))
    return table


def _rows(code: SheetCode, rows: list[list[Any]], at: int, places: dict[int, str]) -> Iterator[Row]:
    """The rows below the heading that hold something, without those marked as examples."""
    machines = {column.code for column in SHEETS[code].columns if column.machine}
    for number, row in enumerate(rows[at + 1 :], at + 2):
        cells = {column: cleaned(row[place]) for place, column in places.items() if place < len(row)}
        if any(cells.values()) and not next(iter(cleaned(c) for c in row if c not in ("", None)), "").startswith(
            EXAMPLE
        ):
            for column in machines & set(cells):
                cells[column] = machine(cells[column])
            yield Row(code, number, cells)


def letter(place: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text
