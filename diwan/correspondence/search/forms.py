"""Parsing what a reader asks for. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping


class PeriodForm(forms.Form):
    """The period of a search; a day that cannot be read counts as not asked."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class KeepForm(forms.Form):
    """A search kept under a name."""

    name = forms.CharField(label=_("Name of the search"), max_length=80, widget=forms.TextInput(attrs={"dir": "auto"}))
    unit = forms.TypedChoiceField(label=_("Shared with"), coerce=int, empty_value=None, required=False)
    alerts = forms.BooleanField(label=_("Tell me when something new answers it"), required=False)

    def __init__(
        self, data: Mapping[str, str] | None = None, *, units: list[tuple[int, str]], **kwargs: object
    ) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].choices = [("", _("Nobody: for me alone")), *units]  # type: ignore[attr-defined]
