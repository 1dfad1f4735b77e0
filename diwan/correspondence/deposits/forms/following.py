"""Parsing what a depositor asks of a letter already handed in. Nothing is saved here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    """Reference and follow-up code, as written on the confirmation."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "MEN-2026-001284", "dir": "ltr"}),
    )
    code = forms.CharField(
        label=_("Follow-up code"),
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "K7QF-9M2X-4TRB", "dir": "ltr", "autocomplete": "off"}),
    )
