"""A classification plan read from a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Names
from diwan.kit.refusals import Refusal
from diwan.kit.spreadsheets import cells_of

from .operations.plan import NewClass

if TYPE_CHECKING:
    from typing import BinaryIO

COLUMNS = ("code", "parent", "name_ar", "name_fr", "name_en")


class SheetWrong(Refusal):
    message = _("Line %(line)s: %(what)s Nothing was imported.")
    status = 400


def classes_in(stream: BinaryIO, name: str) -> list[NewClass]:
    """The classes of the first sheet, in the order of its lines.

    Raises:
        NotASpreadsheet: see the kit.
        SheetWrong: a column is missing, or a line has no code or no Arabic name.
    """
    sheets = cells_of(stream, name.rpartition(".")[2].lower())
    rows = [[cell(value) for value in row] for row in (sheets[0]["rows"] if sheets else [])]
    if not rows:
        raise SheetWrong(line=1, what=_("The sheet is empty."))
    head = {title.casefold(): place for place, title in enumerate(rows[0])}
    for needed in ("code", "name_ar"):
        if needed not in head:
            raise SheetWrong(line=1, what=_("A column is missing: code, parent, name_ar, name_fr, name_en."))
    found = []
    for number, row in enumerate(rows[1:], 2):
        said = {column: row[head[column]] if head.get(column, len(row)) < len(row) else "" for column in COLUMNS}
        if not any(said.values()):
            continue
        if not said["code"] or not said["name_ar"] or len(said["code"]) > 20:
            raise SheetWrong(line=number, what=_("A class has a code of 20 signs at most, and a name in Arabic."))
        names = Names(said["name_ar"][:200], said["name_fr"][:200], said["name_en"][:200])
        found.append(NewClass(code=said["code"], names=names, under=said["parent"]))
    return found


def cell(value: object) -> str:
    """A cell as a text; a code that the spreadsheet took for a number reads as it was typed."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if value is not None else ""
