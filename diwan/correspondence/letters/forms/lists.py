"""Parsing what is asked of the list of letters; what cannot be read counts as not asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..enums import Kind, ShortLevel, State
from ..queries.filters import DUE, NEWEST, OLDEST, OPEN_STATES, Filter
from .registering import BIG, day_field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANY = ("", _("Any"))
STATES = [(state.value, state.label) for state in State if state != State.DRAFT]
NUMBERS = ("office", "unit", "plan_class", "dossier")


def number_field(label: object) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=BIG, required=False)  # type: ignore[arg-type]


class ListForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Register"), choices=[ANY, *Kind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[ANY, (OPEN_STATES, pgettext_lazy("letters", "Open")), *STATES], required=False
    )
    office = number_field(_("Registry office"))
    unit = number_field(_("Unit in charge"))
    level = forms.ChoiceField(label=_("Who may read it"), choices=[ANY, *ShortLevel.choices], required=False)
    plan_class = number_field(_("Class of the plan"))
    dossier = number_field(_("File"))
    correspondent = forms.CharField(label=_("Correspondent"), max_length=200, required=False)
    due = forms.ChoiceField(
        label=_("Due date"),
        choices=[
            ANY,
            ("late", _("Late")),
            ("soon", _("Due within 2 days")),
            ("week", _("Due within 7 days")),
            ("none", _("No due date")),
        ],
        required=False,
    )
    since = day_field(_("From"))
    until = day_field(_("To"))
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("", _("As usual")),
            (NEWEST, _("Newest first")),
            (OLDEST, _("Oldest first")),
            (DUE, _("Due first")),
        ],
        required=False,
    )

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data, auto_id="filter-%s")  # type: ignore[arg-type]
        self.full_clean()

    def offer(self, **choices: Sequence[tuple[int, str]]) -> None:
        """Show these fields as lists to choose from. Any number may be asked: the rows are filtered by right."""
        for name, offered in choices.items():
            self.fields[name].widget = forms.Select(choices=[ANY, *offered])

    @property
    def filter(self) -> Filter:
        said = self.cleaned_data
        numbers = {name: said.get(name) or 0 for name in NUMBERS}
        return Filter(**{**said, **numbers})

    def asked(self, names: Mapping[str, Mapping[int, str]]) -> list[tuple[str, str, str]]:
        """What is asked beside the words: parameter, its name for people, its value for people."""
        found = []
        for name, value in self.cleaned_data.items():
            if name in {"q", "sort"} or not value:
                continue
            field = self.fields[name]
            if name in names:
                shown = names[name].get(value, "–")
            elif isinstance(field, forms.ChoiceField):
                shown = str(dict(field.choices)[value])  # type: ignore[arg-type]
            else:
                shown = value if isinstance(value, str) else f"{value:%Y-%m-%d}"
            found.append((name, str(field.label), shown))
        return found


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[("xlsx", _("Excel (XLSX)")), ("csv", _("Text (CSV)"))],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
