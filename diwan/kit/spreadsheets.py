"""Tables for spreadsheet programs, harmless to open."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tempfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from . import sheet_reader
from .refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it Excel reads UTF-8 as its own code page, and Arabic becomes noise
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # what makes a program take a text for a formula

TAKEN = ("xlsx", "ods", "csv")  # what is read
PATIENCE = 20  # seconds; the reader bounds its own time of processor


class NotASpreadsheet(Refusal):
    message = _("This is not a spreadsheet that can be read.")
    advice = _("Save it as XLSX, ODS or CSV. Nothing was imported.")
    status = 422


def harmless(value: Any) -> Any:
    """A cell as a text that no spreadsheet program runs (OWASP, CSV injection); numbers stay numbers."""
    if not isinstance(value, str):
        return value
    value = value.replace("\0", "")
    return f"'{value}" if value.lstrip(" \u200e\u200f\u202a-\u202e").startswith(FORMULA) else value


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """A whole table as CSV: UTF-8 with its mark, every cell harmless."""
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()


def write_xlsx(
    stream: BinaryIO,
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    right_to_left: bool,
    widths: Sequence[int] = (),
) -> None:
    """A sheet that opens ready to work: first line frozen, filters on, dates that sort as dates."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(title[:31])
        if right_to_left:
            sheet.right_to_left()
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(head):
            sheet.set_column(column, column, widths[column] if column < len(widths) else 18)
            sheet.write_string(0, column, name, bold)
        last = 0
        for last, cells_ in enumerate(rows, 1):
            for column, cell in enumerate(cells_):
                if isinstance(cell, date):
                    sheet.write_datetime(last, column, cell, formats[type(cell)])
                elif isinstance(cell, (int, float)):
                    sheet.write_number(last, column, cell)
                elif cell:
                    sheet.write_string(last, column, str(cell).replace("\0", ""))
        sheet.autofilter(0, 0, max(last, 1), len(head) - 1)


def write_csv(
    stream: BinaryIO,
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    right_to_left: bool,
    widths: Sequence[int] = (),
) -> None:
    """UTF-8 with its mark, so that Arabic opens as Arabic; every cell harmless."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([harmless(cell) for cell in head])
    for cells_ in rows:
        writer.writerow([harmless(_plain(cell)) for cell in cells_])
    text.detach()


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else cell


def cells_of(stream: BinaryIO, extension: str) -> list[dict[str, Any]]:
    """What the reader says of the file.

    Raises:
        NotASpreadsheet: it says nothing, takes too long, or died of it.
    """
    if extension not in TAKEN:
        raise NotASpreadsheet
    with tempfile.NamedTemporaryFile(suffix=f".{extension}") as copy:
        while chunk := stream.read(1 << 20):
            copy.write(chunk)
        copy.flush()
        command = [sys.executable, "-m", sheet_reader.__name__, copy.name, extension]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
            return json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError) as error:
            raise NotASpreadsheet from error
