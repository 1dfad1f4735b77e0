"""What a person types when an authority has announced something. Parsing only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .enums import Kind
from .hijri import MONTHS
from .profile import Names, month_names


def month_choices() -> list[tuple[Any, str]]:
    """The Hijri months, by number and name in the language of the page."""
    names = MONTHS.get(get_language() or "ar", MONTHS["fr"])
    return [("", "—"), *((number, f"{number} · {name}") for number, name in enumerate(names, start=1))]


class AnnounceForm(forms.Form):
    kind = forms.ChoiceField(label=_("What was announced"), choices=Kind.choices)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hijri_year = forms.IntegerField(label=_("Hijri year"), required=False, min_value=1343, max_value=1500)
    hijri_month = forms.TypedChoiceField(
        label=_("Hijri month"), required=False, choices=month_choices, coerce=int, empty_value=None
    )
    name_ar = forms.CharField(label=_("Name in Arabic"), required=False, max_length=120)
    name_fr = forms.CharField(label=_("Name in French"), required=False, max_length=120)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=120)
    source = forms.CharField(
        label=_("Who announced it, and where"),
        help_text=_("For instance: communiqué of the Ministry of Habous, with its date."),
        max_length=300,
    )
    checked = forms.BooleanField(label=_("I have read the announcement itself. Deadlines that run will move."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Kind.MONTH:
            for name in ("hijri_year", "hijri_month"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Say which Hijri month begins on this day."))
        else:
            data["hijri_year"] = data["hijri_month"] = None
            for name in ("name_ar", "name_fr", "name_en"):
                if not data.get(name):
                    self.add_error(name, _("People read the reason in their language: write it."))
        return data

    def hijri(self) -> tuple[int, int] | None:
        year, month = self.cleaned_data["hijri_year"], self.cleaned_data["hijri_month"]
        return (year, month) if year and month else None

    def names(self) -> Names:
        """A month has its own name; a day has the one typed."""
        hijri, data = self.hijri(), self.cleaned_data
        return month_names(*hijri) if hijri else Names(data["name_ar"], data["name_fr"], data["name_en"])


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
    checked = forms.BooleanField(label=_("I withdraw this announcement. Deadlines that run will move."))
