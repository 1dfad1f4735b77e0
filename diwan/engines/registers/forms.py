"""Parsing what is asked of the registers. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import RESERVED, State

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
REASON: dict[str, Any] = {"max_length": 300, "widget": forms.Textarea(attrs={"rows": 2, "dir": "auto"})}


class EntriesForm(forms.Form):
    """Filters of a book; what cannot be read counts as not asked."""

    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("To"), required=False, widget=DAY)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), (RESERVED, _("Reserved")), *State.choices[1:]],
    )
    page = forms.IntegerField(min_value=1, required=False)


class PrintForm(forms.Form):
    """Which lines to print: a day, days, numbers, or all when nothing is said."""

    day = forms.DateField(label=_("A day"), required=False, widget=DAY)
    first = forms.IntegerField(label=_("From number"), min_value=1, required=False)
    last = forms.IntegerField(label=_("To number"), min_value=1, required=False)


class ReserveForm(forms.Form):
    office = forms.TypedChoiceField(label=_("Registry office"), coerce=int)
    count = forms.IntegerField(label=_("How many numbers"), min_value=1, max_value=200, initial=10)
    reason = forms.CharField(
        label=_("Why"), help_text=_("An outage, a session on paper: it stays in the register."), **REASON
    )

    def __init__(self, *args: Any, offices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]


class ReleaseForm(forms.Form):
    reason = forms.CharField(label=_("Why"), help_text=_("It stays in the register beside each number."), **REASON)


class CloseForm(forms.Form):
    sure = forms.BooleanField(label=_("I have printed and signed the pages, or they are not asked for"))
