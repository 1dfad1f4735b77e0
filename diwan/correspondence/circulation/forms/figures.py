"""The period and the filter of the figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.correspondence.letters import api as letters

from ..enums import Verb
from ..queries.figures import AGES, Asked

BIG = 2**62
MONTHS = timedelta(days=90)


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FigureForm(forms.Form):
    """Anything that cannot be read counts as not asked; without a period, the last ninety days."""

    since = forms.DateField(label=_("From"), required=False, widget=day_input())
    until = forms.DateField(label=_("To"), required=False, widget=day_input())
    unit = forms.IntegerField(label=_("Unit"), required=False, min_value=1, max_value=BIG, widget=forms.HiddenInput)
    verb = forms.ChoiceField(label=_("To do"), required=False, choices=[("", _("Any")), *Verb.choices])
    kind = forms.ChoiceField(label=_("Register"), required=False, choices=[("", _("Any")), *letters.Kind.choices])
    what = forms.ChoiceField(required=False, choices=[("", ""), ("done", ""), ("open", "")], widget=forms.HiddenInput)
    late = forms.BooleanField(required=False, widget=forms.HiddenInput)
    post = forms.IntegerField(required=False, min_value=1, max_value=BIG, widget=forms.HiddenInput)
    age = forms.ChoiceField(required=False, choices=[("", ""), *((str(low), "") for low, _high in AGES)])

    def __init__(self, data: Any, *, today: date, period: bool = True) -> None:
        usual = {"since": (today - MONTHS).isoformat(), "until": today.isoformat()} if period else {}
        super().__init__({**usual, **{name: value for name, value in data.items() if value}})

    @property
    def asked(self) -> Asked:
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
        if "age" in said:
            said["age"] = int(said["age"])
        return Asked(**said)
