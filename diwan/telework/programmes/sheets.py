"""The grid of tasks as a sheet, out and in: columns for the task, the code of its service, and each criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.kit import spreadsheets
from diwan.kit.refusals import Refusal

from .queries import grid, weights

if TYPE_CHECKING:
    from .models import Programme

TASK, UNIT = "task", "unit"


class SheetUnread(Refusal):
    message = gettext_lazy("The sheet needs a column “task”, and marks from 0 to 5. Line %(line)s cannot be read.")
    advice = gettext_lazy("Export the grid, complete it and import it again. Nothing was imported.")
    status = 422


def write(programme: Programme, stream: BinaryIO, *, right_to_left: bool) -> None:
    """The codes stand in the first line, so that the sheet comes back whatever the language."""
    codes = list(weights(programme))
    rows = [
        [row.task.title, row.task.unit.code if row.task.unit else "", *row.marks, row.score] for row in grid(programme)
    ]
    head = [TASK, UNIT, *codes, "score"]
    spreadsheets.write_xlsx(stream, head, rows, title=_("Grid of tasks"), right_to_left=right_to_left, widths=(60, 16))


def read(programme: Programme, stream: BinaryIO, extension: str) -> list[tuple[str, int | None, dict[str, int]]]:
    """Raises NotASpreadsheet, SheetUnread."""
    cells = [list(row) for row in table(spreadsheets.cells_of(stream, extension))]
    head = [str(name or "").strip().lower() for name in cells[0]] if cells else []
    if TASK not in head:
        raise SheetUnread(line=1)
    unit_model: Any = type(programme)._meta.get_field("unit").related_model
    units = dict(unit_model.objects.filter(administration=programme.administration_id).values_list("code", "pk"))
    codes = [code for code in weights(programme) if code in head]
    found = []
    for number, row in enumerate(cells[1:], 2):
        said = dict(zip(head, row, strict=False))
        title = str(said.get(TASK) or "").strip()
        if not title:
            continue
        unit = str(said.get(UNIT) or "").strip()
        try:
            marks = {code: int(float(said.get(code) or 0)) for code in codes}
            found.append((title, units[unit] if unit else None, marks))
        except (ValueError, TypeError, KeyError, OverflowError):
            raise SheetUnread(line=number) from None
    return found


def table(sheets: list[dict[str, Any]]) -> list[list[Any]]:
    """The rows of the first sheet."""
    return sheets[0]["rows"] if sheets else []
