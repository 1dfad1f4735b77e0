"""Reads a workbook and prints its cells as JSON: `python -m diwan.kit.sheet_reader FILE EXTENSION`.

A program of its own, with bounds on memory and time, because a workbook of a few kilobytes can claim sixteen thousand
million cells. Whatever it does to this process, the one that asked goes on. Imports nothing of Django.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import sys
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY = 600 << 20  # bytes of addresses
SECONDS = 10  # of processor
ROWS, COLUMNS = 12_000, 40  # of a sheet; more is not read, and said
SHEETS = 12


def main(path: str, extension: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sheets = [comma_separated(path)] if extension == "csv" else workbook(path)
    json.dump(sheets, sys.stdout, ensure_ascii=False, default=str)


def workbook(path: str) -> list[dict[str, Any]]:
    book = CalamineWorkbook.from_path(path)
    return [sheet_of(book.get_sheet_by_name(name)) for name in book.sheet_names[:SHEETS]]


def sheet_of(sheet: Any) -> dict[str, Any]:
    rows = sheet.to_python(skip_empty_area=False, nrows=ROWS + 1)
    return {
        "name": sheet.name,
        "rows": [row[:COLUMNS] for row in rows[:ROWS]],
        "more": len(rows) > ROWS,
        "merged": [[*start, *end] for start, end in (sheet.merged_cell_ranges or [])],
    }


def comma_separated(path: str) -> dict[str, Any]:
    """UTF-8, UTF-16 with its mark, or the code of Arabic Windows; comma, semicolon or tabulator."""
    with open(path, "rb") as file:
        content = file.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1256", errors="replace")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = [row[:COLUMNS] for row, _n in zip(csv.reader(io.StringIO(text), delimiter=delimiter), range(ROWS + 1))]  # noqa: B905
    return {"name": "", "rows": rows[:ROWS], "more": len(rows) > ROWS, "merged": []}


if __name__ == "__main__":
    main(*sys.argv[1:])
