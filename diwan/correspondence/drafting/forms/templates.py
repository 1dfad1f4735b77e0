"""Templates and formulae as their keepers write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Names

from ..enums import Layout
from ..text.blocks import LONGEST
from .writing import KINDS, typed


class NamedForm(forms.Form):
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=200)
    name_fr = forms.CharField(label=_("Name in French"), max_length=200, required=False)

    @property
    def names(self) -> Names:
        return Names(self.cleaned_data["name_ar"], self.cleaned_data["name_fr"])


class TemplateForm(NamedForm):
    unit = forms.TypedChoiceField(label=_("For the unit and all below it"), coerce=int)
    kind = forms.ChoiceField(label=_("What kind of letter"), choices=KINDS)
    layout = forms.ChoiceField(label=_("Languages"), choices=Layout)
    head_ar = forms.CharField(
        label=_("Letterhead in Arabic, a line each"), max_length=600, required=False, widget=typed(2)
    )
    head_fr = forms.CharField(
        label=_("Letterhead in French, a line each"), max_length=600, required=False, widget=typed(2)
    )
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False)
    markup = forms.CharField(label=_("Text"), max_length=LONGEST, required=False, strip=False, widget=typed(12))
    second_markup = forms.CharField(
        label=_("Text in French, beside it"), max_length=LONGEST, required=False, strip=False, widget=typed(8)
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: list[tuple[int, str]], fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if fixed:
            for name in ("unit", "kind"):
                self.fields[name].disabled = True


class FormulaForm(NamedForm):
    rank = forms.IntegerField(label=_("Order, the highest rank first"), min_value=1, max_value=999)
    address_ar = forms.CharField(label=_("Addressed in Arabic"), max_length=600, required=False, widget=typed(2))
    address_fr = forms.CharField(label=_("Addressed in French"), max_length=600, required=False, widget=typed(2))
    greeting_ar = forms.CharField(label=_("Greeting in Arabic"), max_length=300, required=False)
    greeting_fr = forms.CharField(label=_("Greeting in French"), max_length=300, required=False)
    closing_ar = forms.CharField(label=_("Courtesy in Arabic"), max_length=1000, required=False, widget=typed(2))
    closing_fr = forms.CharField(label=_("Courtesy in French"), max_length=1000, required=False, widget=typed(2))
