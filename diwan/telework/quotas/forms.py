"""What is asked of the forecast, and what a group is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Names

from .enums import GroupKind

WEEKS = 6
BIG = 2**62
WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ForecastForm(forms.Form):
    """A unit, a first day, and whom one tries away on which days of the week. What cannot be read is not asked."""

    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=day_input())
    people = forms.TypedMultipleChoiceField(
        label=_("What if these were away"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"), coerce=int, required=False, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, units: list[tuple[int, str]], today: date) -> None:
        super().__init__(data, initial={"since": today})
        self.today, self.known = today, dict(units)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def unit_id(self) -> int:
        """The unit asked for; the first one where none was."""
        chosen = self.cleaned_data.get("unit")
        return chosen if chosen in self.known else next(iter(self.known))

    @property
    def first(self) -> date:
        """The Monday of the week asked for: six weeks are shown whole."""
        day = self.cleaned_data.get("since") or self.today
        return day - timedelta(days=day.isoweekday() - 1)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=7 * WEEKS - 1)

    def offer(self, people: list[tuple[int, str]]) -> None:
        """The people of the unit, now that it is known."""
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def tried(self) -> tuple[list[int], list[int]]:
        return self.cleaned_data.get("people") or [], self.cleaned_data.get("weekdays") or []


class GroupForm(forms.Form):
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    kind = forms.ChoiceField(label=_("Kind"), choices=GroupKind)
    code = forms.SlugField(label=_("Code"), max_length=32)
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    name_fr = forms.CharField(
        label=_("Name in French"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def __init__(self, data: Any, *, units: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    @property
    def names(self) -> Names:
        return Names(self.cleaned_data["name_ar"], self.cleaned_data["name_fr"])


class MembersForm(forms.Form):
    people = forms.TypedMultipleChoiceField(
        label=_("Members"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, people: list[tuple[int, str]], members: list[int]) -> None:
        super().__init__(data, initial={"people": members})
        self.fields["people"].choices = people  # type: ignore[attr-defined]
