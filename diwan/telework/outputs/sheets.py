"""The catalogue and the lists as spreadsheets."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from diwan.kit.refusals import Refusal
from diwan.kit.spreadsheets import cells_of

from .operations.catalogue import NewStandard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

COLUMNS = ("code", "activity", "activity_fr", "output", "output_fr", "minutes", "starts_on", "source")
LENGTHS = {"code": 20, "activity": 150, "activity_fr": 150, "output": 150, "output_fr": 150, "source": 200}


class SheetWrong(Refusal):
    message = gettext_lazy("Line %(line)s: %(what)s Nothing was imported.")
    status = 422


def standards_in(stream: BinaryIO, name: str, today: date) -> list[NewStandard]:
    """The rows of the first sheet; a row without a day begins today.

    Raises:
        NotASpreadsheet: see the kit.
        SheetWrong: a column is missing, or a line cannot be read.
    """
    sheets = cells_of(stream, name.rpartition(".")[2].lower())
    rows = sheets[0]["rows"] if sheets else []
    if not rows:
        raise SheetWrong(line=1, what=_("The sheet is empty."))
    head = {str(title).strip().casefold(): place for place, title in enumerate(rows[0])}
    for needed in ("code", "activity", "output", "minutes"):
        if needed not in head:
            raise SheetWrong(line=1, what=_("A column is missing: code, activity, output, minutes."))
    found = []
    for number, row in enumerate(rows[1:], 2):
        said = {name: row[head[name]] if head.get(name, len(row)) < len(row) else "" for name in COLUMNS}
        if any(str(value).strip() for value in said.values() if value is not None):
            found.append(standard_of(said, number, today))
    return found


def standard_of(said: dict[str, Any], number: int, today: date) -> NewStandard:
    texts = {name: cell(said[name])[:length] for name, length in LENGTHS.items()}
    if not all(texts[name] for name in ("code", "activity", "output")):
        raise SheetWrong(line=number, what=_("A code, an activity and an output are needed."))
    try:
        minutes = int(float(cell(said["minutes"])))
        starts_on = date.fromisoformat(cell(said["starts_on"])[:10]) if cell(said["starts_on"]) else today
    except (ValueError, OverflowError):
        raise SheetWrong(line=number, what=_("Minutes are a number, and the day is written 2026-11-30.")) from None
    if not 1 <= minutes <= 100_000:
        raise SheetWrong(line=number, what=_("A standard time is between 1 and 100,000 minutes."))
    return NewStandard(minutes=minutes, starts_on=starts_on, **texts)


def cell(value: object) -> str:
    """A cell as a text; a code that the spreadsheet took for a number reads as it was typed."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip() if value is not None else ""


def standard_lines(rows: Iterable[Any]) -> Iterator[list[Any]]:
    for row in rows:
        yield [getattr(row, name) for name in COLUMNS]


def task_head() -> list[str]:
    return [
        _("Number"), _("Task"), _("Output expected"), _("Person"), _("Unit"), _("State"), _("Due on"),
        _("Delivered on"), _("Times returned"), _("Quality"), _("Accuracy"), _("Standard time in all, minutes"),
    ]  # fmt: skip


def task_lines(rows: Iterable[Any], units: dict[int, Any]) -> Iterator[list[Any]]:
    arabic = (get_language() or "ar") in ("ar", "zgh")
    for row in rows:
        name = row.person.name_ar if arabic else row.person.name_latin or row.person.name_ar
        unit = units[row.unit_id].here if row.unit_id in units else ""
        yield [
            row.pk, row.title, row.output, name, unit, str(row.get_state_display()), row.due_on, row.delivered_on,
            row.returns, row.quality, row.accuracy, row.standard_minutes,
        ]  # fmt: skip
