"""Parsing filters, standard times and reports. Nothing is saved here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import State
from ..queries.listing import Asked
from .tasks import day, line, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

WHAT = [
    ("live", _("Under way")),
    ("overdue", _("Late")),
    *State.choices,
    ("over", _("Over")),
    ("all", _("All")),
]
BEHIND = ("set", "delivered", "on_time", "late", "open", "accepted", "returns", "timed")


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100, required=False, widget=line())
    what = forms.ChoiceField(label=_("State"), choices=WHAT, required=False)
    person = forms.TypedChoiceField(label=_("Person"), coerce=int, empty_value=None, required=False)
    since = forms.DateField(label=_("Due from"), required=False, widget=day())
    until = forms.DateField(label=_("to"), required=False, widget=day())

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["data-find"] = ""
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].choices = [("", _("Everybody")), *people]  # type: ignore[attr-defined]

    def asked(self, raw: str) -> Asked:
        """What it reads; what it cannot read counts for nothing. `raw` may name a figure, whose rows are asked for."""
        self.is_valid()
        said = self.cleaned_data
        behind = raw if raw.startswith("f-") and raw[2:] in BEHIND else ""
        return Asked(
            what=behind or said.get("what") or "live",
            person=said.get("person"),
            since=said.get("since"),
            until=said.get("until"),
            q=said.get("q") or "",
        )


class PeriodForm(forms.Form):
    since = forms.DateField(label=_("From"), required=False, widget=day())
    until = forms.DateField(label=_("to"), required=False, widget=day())

    def period(self, today: date) -> tuple[date, date]:
        """The period asked for; the month that runs, where none can be read."""
        self.is_valid()
        until = self.cleaned_data.get("until") or month_end(today)
        since = self.cleaned_data.get("since") or until.replace(day=1)
        return (since, until) if since <= until else (until, since)


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


class StandardForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs={"dir": "ltr"}))
    activity = forms.CharField(label=_("Activity"), max_length=150, widget=line())
    activity_fr = forms.CharField(label=_("Activity in French"), max_length=150, required=False, widget=line())
    output = forms.CharField(label=_("Output"), max_length=150, widget=line())
    output_fr = forms.CharField(label=_("Output in French"), max_length=150, required=False, widget=line())
    minutes = forms.IntegerField(label=_("Minutes for one output"), min_value=1, max_value=100_000)
    starts_on = forms.DateField(label=_("From"), widget=day())
    source = forms.CharField(label=_("By which text or measure"), max_length=200, required=False, widget=line())


class EndForm(forms.Form):
    ends_on = forms.DateField(label=_("Last day in force"), widget=day())


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "XLSX, ODS or CSV. First line: code, activity, activity_fr, output, output_fr, minutes, starts_on, source."
        ),
    )


class ReportForm(forms.Form):
    problems = forms.CharField(label=_("Problems met"), max_length=20_000, required=False, widget=typed(5))
    measures = forms.CharField(
        label=_("Measures taken or asked for"), max_length=20_000, required=False, widget=typed(5)
    )


class AnswerForm(forms.Form):
    words = forms.CharField(label=_("Your answer"), max_length=20_000, widget=typed(4))


class WeekForm(forms.Form):
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    on = forms.DateField(label=_("A day of the week"), widget=day())

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
