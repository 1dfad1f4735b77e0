"""What is typed about equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.kit.spreadsheets import cells_of

from .enums import Condition, Kind
from .operations.handing import Line
from .operations.inventory import LineWrong, NewItem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from django.http import QueryDict

COLUMNS = ("number", "kind", "label", "serial", "note")
LENGTHS = {"number": 40, "label": 150, "serial": 80, "note": 300}
MOST = 5000  # lines of a sheet


class ItemForm(forms.Form):
    number = forms.CharField(label=_("Inventory number"), max_length=40, widget=forms.TextInput(attrs={"dir": "ltr"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    label = forms.CharField(
        label=_("What it is"), max_length=150, help_text=_("Make and model, or the name of the access.")
    )
    serial = forms.CharField(
        label=_("Serial number"), max_length=80, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class UnitForm(forms.Form):
    unit = forms.TypedChoiceField(label=_("Unit it belongs to"), coerce=int)

    def __init__(self, *args: Any, units: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.choices = list(units)


class SheetForm(UnitForm):
    sheet = forms.FileField(
        label=_("Sheet"),
        help_text=_("XLSX, ODS or CSV, with the columns number, kind, label, serial and note: those of the export."),
    )


class WordForm(forms.Form):
    what = forms.CharField(label=_("What happened"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class SlipForm(forms.Form):
    note_text = forms.CharField(
        label=_("Note on the slip"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class BackForm(SlipForm):
    alone = forms.CharField(
        label=_("Why the employee does not sign"),
        max_length=300,
        required=False,
        help_text=_("Only for somebody who left or cannot be reached: the desk then signs alone."),
    )


def lines_of(data: QueryDict) -> list[Line]:
    """The items that are ticked, each with its condition."""
    found = []
    for text in data.getlist("item")[:200]:
        if text.isascii() and text.isdigit() and len(text) < 18:
            condition = data.get(f"condition-{text}", Condition.GOOD)
            found.append(
                Line(
                    int(text),
                    condition if condition in Condition.values else Condition.GOOD,
                    data.get(f"remark-{text}", "").strip()[:300],
                )
            )
    return found


def items_in(stream: BinaryIO, name: str) -> list[NewItem]:
    """The rows of the first sheet, whatever the order of its columns; more columns are left aside.

    Raises:
        NotASpreadsheet: see the kit.
        LineWrong: a column is missing, or a line cannot be read.
    """
    sheets = cells_of(stream, name.rpartition(".")[2].lower())
    rows = sheets[0]["rows"] if sheets else []
    head = [str(cell or "").strip().lower() for cell in rows[0]] if rows else []
    if not {"number", "kind", "label"} <= set(head):
        head = heads(head)
    found = []
    for line, row in enumerate(rows[1 : MOST + 1], 2):
        said = {name: plain(cell) for name, cell in zip(head, row, strict=False) if name in COLUMNS}
        if not any(said.values()):
            continue
        kind = kind_of(said.get("kind", ""))
        if not said.get("number") or not said.get("label") or kind is None:
            raise LineWrong(line=line, what=_("It has no number, no label, or a kind that is not known."))
        cut = {name: said.get(name, "")[:length] for name, length in LENGTHS.items()}
        found.append(NewItem(kind=kind, **cut))
    return found


def heads(head: list[str]) -> list[str]:
    """The columns of an export made in another language: the first five are always these.

    Raises:
        LineWrong: there are not as many.
    """
    if len(head) < len(COLUMNS) or not all(head[: len(COLUMNS)]):
        raise LineWrong(line=1, what=_("The columns number, kind and label are needed."))
    return [*COLUMNS, *head[len(COLUMNS) :]]


def plain(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).replace("\0", "").strip().lstrip("'")


def kind_of(text: str) -> str | None:
    """By its code, or by its word in the language of the page."""
    for one in Kind:
        if text.lower() in (one.value, str(one.label).lower()):
            return one.value
    return None
