"""What the pages of the archives take in; operations decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Fate


class RuleForm(forms.Form):
    """How long the files of a class are kept."""

    active_years = forms.IntegerField(label=_("years in use"), min_value=0, max_value=200)
    intermediate_years = forms.IntegerField(
        label=_("years in intermediate storage"), min_value=0, max_value=200, initial=0
    )
    fate = forms.ChoiceField(label=_("then"), choices=Fate.choices)
    source = forms.CharField(label=_("by which text or decision"), max_length=300)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class HoldForm(ReasonForm):
    """A hold on a file by its number, or on a letter by its reference."""

    thing = forms.CharField(
        label=_("number of the file, or reference of the letter"), max_length=60, widget=forms.TextInput()
    )


class ProposeForm(forms.Form):
    note = forms.CharField(label=_("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    only = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, keys: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["only"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]


class ReceiveForm(forms.Form):
    package = forms.FileField(label=_("package (.zip)"))
