"""Types of documents with their fields, circuits and ceilings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.organisations.api import Names

from ..conditions import Field, Type
from ..enums import Level
from ..wording import TYPES
from .rules import MOST
from .steps import PostPick

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ..models import DocumentType

BLANK = 2


class NamesForm(forms.Form):
    name_ar = forms.CharField(label=gettext_lazy("name in Arabic"), max_length=200)
    name_fr = forms.CharField(label=gettext_lazy("name in French"), max_length=200, required=False)
    name_en = forms.CharField(label=gettext_lazy("name in English"), max_length=200, required=False)
    name_zgh = forms.CharField(label=gettext_lazy("name in Amazigh"), max_length=200, required=False)

    @property
    def names(self) -> Names:
        data = self.cleaned_data
        return Names(data["name_ar"], data["name_fr"], data["name_en"], data["name_zgh"])


def names_of(row: Any) -> dict[str, str]:
    return {name: getattr(row, name) for name in NamesForm.base_fields}


class FieldForm(forms.Form):
    """A field of a type; without a code it is no field. Choices: one a line, `code = Arabic = French`."""

    code = forms.CharField(
        label=gettext_lazy("code"), max_length=40, required=False, widget=forms.TextInput({"dir": "ltr"})
    )
    type = forms.ChoiceField(label=gettext_lazy("type"), choices=[(t.value, TYPES[t]) for t in Type], required=False)
    name_ar = forms.CharField(label=gettext_lazy("name in Arabic"), max_length=120, required=False)
    name_fr = forms.CharField(label=gettext_lazy("name in French"), max_length=120, required=False)
    required = forms.BooleanField(label=gettext_lazy("must be filled"), required=False, initial=True)
    choices = forms.CharField(
        label=gettext_lazy("choices"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("For a choice: one a line, code = Arabic = French."),
    )

    @property
    def field(self) -> Field | None:
        data = self.cleaned_data
        if not data.get("code"):
            return None
        kind = Type(data["type"] or Type.NUMBER)
        return Field(
            code=data["code"].strip(),
            type=kind,
            names=Names(data["name_ar"], data["name_fr"]),
            choices=tuple(read_choices(data["choices"])) if kind == Type.CHOICE else (),
            required=data["required"],
        )


def read_choices(text: str) -> list[tuple[str, Names]]:
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("=")]
        if parts[0]:
            arabic = parts[1] if len(parts) > 1 and parts[1] else parts[0]
            found.append((parts[0], Names(arabic, parts[2] if len(parts) > 2 else "")))
    return found


def written_choices(field: Field) -> str:
    return "\n".join(" = ".join(filter(None, (code, names.ar, names.fr))) for code, names in field.choices)


class TypeForm(NamesForm):
    """A type of document, with the rows of its fields."""

    code = forms.SlugField(
        label=gettext_lazy("code"), max_length=40, help_text=gettext_lazy("Small Latin letters; it never changes.")
    )
    parent = forms.TypedChoiceField(label=gettext_lazy("below the type"), coerce=int, empty_value=None, required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("level of signature"),
        choices=[("", gettext_lazy("It is not signed")), *Level.choices],
        required=False,
        initial=Level.SIMPLE,
        help_text=gettext_lazy("The least that law 43.20 is to find in it."),
    )
    read_all = forms.BooleanField(label=gettext_lazy("every page is seen before signing"), required=False)

    def __init__(self, data: Any = None, *, others: Iterable[DocumentType], row: DocumentType | None = None) -> None:
        start = {**names_of(row), "level": row.level, "read_all": row.read_all} if row else None
        super().__init__(data, initial=start)
        if row is not None:
            del self.fields["code"], self.fields["parent"]
        else:
            self.fields["parent"].choices = [("", "—"), *((one.pk, str(one)) for one in others)]  # type: ignore[attr-defined]
        self.rows = self._rows(data, row)

    def _rows(self, data: Any, row: DocumentType | None) -> list[FieldForm]:
        if data is not None:
            text = str(data.get("field-rows", ""))
            count = min(int(text), MOST) if text.isdecimal() else 0
            return [FieldForm(data, prefix=f"field-{n}") for n in range(count)]
        known = list(row.own_fields().values()) if row else []
        filled = [
            {
                "code": one.code,
                "type": str(one.type),
                "name_ar": one.names.ar,
                "name_fr": one.names.fr,
                "required": one.required,
                "choices": written_choices(one),
            }
            for one in known
        ]
        return [FieldForm(prefix=f"field-{n}", initial=one) for n, one in enumerate(filled)] + [
            FieldForm(prefix=f"field-{len(filled) + n}") for n in range(BLANK)
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def said_fields(self) -> list[Field]:
        return [found for row in self.rows if (found := row.field) is not None]


class CircuitForm(NamesForm):
    rank = forms.IntegerField(
        label=gettext_lazy("rank"),
        min_value=0,
        max_value=999,
        initial=10,
        help_text=gettext_lazy("Circuits of a type are asked in this order; the first whose conditions hold is taken."),
    )


class NewCircuitForm(CircuitForm):
    type = forms.TypedChoiceField(label=gettext_lazy("for documents of the type"), coerce=int)
    field_order = ("type", "name_ar", "name_fr", "name_en", "name_zgh", "rank")

    def __init__(self, *args: Any, types: Iterable[DocumentType], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["type"].choices = [(one.pk, str(one)) for one in types]  # type: ignore[attr-defined]


class CeilingForm(PostPick):
    """Up to what amount a post signs documents of a type."""

    type = forms.TypedChoiceField(label=gettext_lazy("documents of the type"), coerce=int)
    up_to = forms.DecimalField(label=gettext_lazy("signs up to"), min_value=0, max_digits=18, decimal_places=3)

    def __init__(
        self, *args: Any, types: Iterable[DocumentType], administration_id: int, now: datetime, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["type"].choices = [(one.pk, str(one)) for one in types]  # type: ignore[attr-defined]
        self.offer(administration_id, now)

    def clean_post(self) -> int | None:
        post = super().clean_post()
        if post is None:
            raise forms.ValidationError(_("Look for a post, then choose it."))
        return post
