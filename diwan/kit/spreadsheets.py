"""Tables for spreadsheet programs, harmless to open."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

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
