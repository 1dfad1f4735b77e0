"""The workbooks that leave: the template an administration fills, and its own file back with the mistakes beside."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from .enums import SheetCode
from .sheets import SHEETS, choices
from .tables import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .plans import Plan
    from .sheets import Column
    from .tables import Table

FILLED = 5000  # rows that have the lists of words
WIDTH = {"code": 16, "parent": 20, "unit": 20, "email": 30, "post": 24}


def template() -> bytes:
    """An empty workbook in the language of the page: three sheets with their lists, examples, and a sheet of help."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        looks = Looks(book)
        _help(book, looks)
        for code, sheet in SHEETS.items():
            page = _page(book, str(SheetCode(code).label))
            for place, column in enumerate(sheet.columns):
                _head(page, place, column, looks)
                _list(page, place, column)
            for row, example in enumerate(sheet.examples, 1):
                for place, (column, value) in enumerate(zip(sheet.columns, example, strict=True)):
                    said = str(choices(column.choices)[value]) if column.choices else value
                    page.write_string(row, place, f"{EXAMPLE} {said}" if place == 0 else said, looks.example)
    return out.getvalue()


def with_mistakes(tables: Mapping[str, Table], plan: Plan) -> bytes:
    """The rows as they were read, what is wrong beside each, the cells in question coloured."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        looks = Looks(book)
        for table in tables.values():
            page, columns = _page(book, str(table.code.label)), SHEETS[table.code].columns
            for place, column in enumerate(columns):
                _head(page, place, column, looks)
                _list(page, place, column)
            page.write_string(0, len(columns), _("What is wrong"), looks.head)
            page.set_column(len(columns), len(columns), 70)
            wrong: dict[int, list[Any]] = {}
            for mistake in plan.mistakes:
                if mistake.sheet == table.code:
                    wrong.setdefault(mistake.row, []).append(mistake)
            for at, row in enumerate(table.rows, 1):
                mistakes = wrong.get(row.number, [])
                marked = {mistake.column for mistake in mistakes}
                for place, column in enumerate(columns):
                    page.write_string(at, place, row[column.code], looks.wrong if column.code in marked else None)
                if mistakes:
                    page.write_string(at, len(columns), " ".join(f"{m.what} {m.advice}" for m in mistakes), looks.why)
    return out.getvalue()


# --- pieces --------------------------------------------------------------------------------------------------------

# What people typed is written as text, never as a formula or a link: opened elsewhere, it does nothing.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Looks:
    """The few formats of our workbooks."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "font_color": "#ffffff", "bg_color": "#0b5d51", "valign": "vcenter"})
        self.example = book.add_format({"italic": True, "font_color": "#55625d", "num_format": "@"})
        self.wrong = book.add_format({"bg_color": "#fbe6e4"})
        self.why = book.add_format({"font_color": "#a3211f", "text_wrap": True})
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#0b5d51"})
        self.sub = book.add_format({"bold": True, "bottom": 2, "bottom_color": "#d3b15f"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.cell = book.add_format({"num_format": "@"})


def _page(book: Any, name: str) -> Any:
    page = book.add_worksheet(name)
    if get_language_bidi():
        page.right_to_left()
    page.freeze_panes(1, 0)
    return page


def _head(page: Any, place: int, column: Column, looks: Looks) -> None:
    page.write_string(0, place, f"{column.label} *" if column.required else str(column.label), looks.head)
    page.write_comment(0, place, str(column.help), {"x_scale": 2})
    page.set_column(place, place, WIDTH.get(column.code, 32 if column.code.startswith("name") else 20), looks.cell)


def _list(page: Any, place: int, column: Column) -> None:
    if column.choices:
        page.data_validation(
            1,
            place,
            FILLED,
            place,
            {
                "validate": "list",
                "source": [str(label) for label in choices(column.choices).values()],
                "error_title": str(column.label),
                "error_message": _("Choose from the list of the cell."),
            },
        )


def _help(book: Any, looks: Looks) -> None:
    page = _page(book, _("Help"))
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, _("Units, posts and people"), looks.title)
    lines = (
        _("Fill in the three sheets, or only those that you need, then send the file on the page “Join”."),
        _("Nothing is recorded before you have seen what will change and confirmed it; one mistake stops all of it."),
        _("Send the file again when something changes: rows are known by their code, people by their address."),
        _("What is not in the file is left as it is: nothing is deleted by leaving it out."),
        _("Rows that begin with # are examples: overwrite or delete them, they are not read."),
        _("Headings with * must be filled in. Formulas count by their result; do not merge cells."),
    )
    for at, line in enumerate(lines, 2):
        page.merge_range(at, 0, at, 1, line, looks.text)
    at = len(lines) + 3
    for code, sheet in SHEETS.items():
        page.write_string(at, 0, str(SheetCode(code).label), looks.sub)
        page.write_string(at, 1, "", looks.sub)
        for column in sheet.columns:
            at += 1
            page.write_string(at, 0, f"{column.label} *" if column.required else str(column.label))
            words = [str(label) for label in choices(column.choices).values()] if column.choices else []
            said = f"{column.help} ({' · '.join(words)})" if words else str(column.help)
            page.write_string(at, 1, said, looks.text)
        at += 2
