"""What the pages of personal data take in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    wrong = forms.CharField(label=_("what is wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    right = forms.CharField(label=_("what it should be"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(required=False, max_length=160, widget=forms.HiddenInput)
    row = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    done = forms.ChoiceField(
        label=_("answer"), choices=[("yes", _("Put right")), ("no", _("Refused"))], widget=forms.RadioSelect
    )
    reasons = forms.CharField(label=_("reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
