"""Parsing what a clerk asks for. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..enums import ApplicantKind, Channel, State
from ..queries.filters import DUE, MOMENTS, NEWEST, OLDEST, OPEN_STATES, Filter

if TYPE_CHECKING:
    from collections.abc import Mapping

BIG = 2**62  # beyond any number of a row, within what the database takes
ANY = ("", _("Any"))
DUE_CHOICES = [
    ANY,
    ("late", _("Late")),
    ("soon", _("Due within 2 days")),
    ("week", _("Due within 7 days")),
    ("suspended", _("Time limit suspended")),
    ("none", _("No due date")),
]
MOMENT_NAMES = {
    "registered": _("received"),
    "opened": _("opened"),
    "decided": _("decided"),
    "accepted": _("accepted"),
    "returned": _("returned"),
    "forwarded": _("forwarded"),
    "answered": _("answered"),
}


class QueueForm(forms.Form):
    """Filters of the clerk's queue; anything that cannot be read counts as not asked."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), (OPEN_STATES, pgettext_lazy("letters", "Open")), *State.choices],
        required=False,
    )
    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    office = forms.IntegerField(label=_("Registry office"), min_value=0, max_value=BIG, required=False)
    procedure = forms.IntegerField(label=_("Procedure"), min_value=0, max_value=BIG, required=False)
    channel = forms.ChoiceField(label=_("Arrived"), choices=[ANY, *Channel.choices], required=False)
    unit = forms.IntegerField(label=_("Unit in charge"), min_value=0, max_value=BIG, required=False)
    due = forms.ChoiceField(label=_("Due date"), choices=DUE_CHOICES, required=False)
    kind = forms.ChoiceField(label=_("Depositor"), choices=[ANY, *ApplicantKind.choices], required=False)
    moment = forms.ChoiceField(
        label=_("Letters"), choices=[ANY, *((moment, MOMENT_NAMES[moment]) for moment in MOMENTS)], required=False
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    unread = forms.BooleanField(label=_("With a message nobody read"), required=False)
    same = forms.BooleanField(label=_("Perhaps sent twice"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("", _("As usual")),
            (DUE, _("Due first")),
            (NEWEST, _("Newest first")),
            (OLDEST, _("Oldest first")),
        ],
        required=False,
    )

    def __init__(self, data: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(data, auto_id="filter-%s", **kwargs)  # type: ignore[arg-type]
        self.full_clean()

    def offer(self, **choices: list[tuple[int, str]]) -> None:
        """Show these fields as lists to choose from. Any number may be asked: the rows are filtered by right."""
        for name, offered in choices.items():
            self.fields[name].widget = forms.Select(choices=[ANY, *offered])

    @property
    def filter(self) -> Filter:
        said = self.cleaned_data
        return Filter(**{**said, "office": said.get("office") or 0, "unit": said.get("unit") or 0})

    def asked(self, names: Mapping[str, Mapping[int, str]]) -> list[tuple[str, str, str]]:
        """What is asked beside the state and the words: parameter, its name for people, its value for people."""
        found = []
        for name, value in self.cleaned_data.items():
            if name in {"state", "q", "sort"} or value in ("", None, False) or (value == 0 and name != "procedure"):
                continue
            field = self.fields[name]
            if name in names:
                shown = names[name].get(value, "–")
            elif isinstance(field, forms.BooleanField):
                shown = ""
            elif isinstance(field, forms.ChoiceField):
                shown = str(dict(field.choices)[value])  # type: ignore[arg-type]
            else:
                shown = f"{value:%Y-%m-%d}"
            found.append((name, str(field.label), shown))
        return found


# What an address without a filter shows: what waits for the office.
USUAL = {"state": State.REGISTERED}


def filter_form(data: QueryDict) -> QueueForm:
    """What is asked; by itself, what waits."""
    given = {name: value for name, value in data.dict().items() if name in QueueForm.base_fields}
    return QueueForm(given or USUAL)  # type: ignore[arg-type]


def cleaned(query: str) -> str:
    """An address of the queue with nothing in it but what the filter knows."""
    return filter_form(QueryDict(query)).filter.query


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it returned? The depositor reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(_("Say why the letter is returned: the depositor reads it."))
        return reason


# --- acts on several letters -----------------------------------------------------------------------------------------


class AcceptAll(forms.Form):
    """Nothing more to say."""


class ReturnAll(ReturnForm):
    """One reason for all."""


class AssignAll(forms.Form):
    unit = forms.TypedChoiceField(label=_("Unit in charge"), coerce=int)

    def __init__(self, *args: object, units: list[tuple[int, str]] = (), **kwargs: object) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class DuplicateAll(forms.Form):
    of = forms.CharField(
        label=_("Reference of the letter that came first"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


class ExportAll(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("xlsx", _("Excel (XLSX)")), ("csv", _("CSV, for other programs"))],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
