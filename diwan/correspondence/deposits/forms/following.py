"""Parsing what a depositor asks of a letter already handed in. Nothing is saved here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


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


class CodeForm(forms.Form):
    """The follow-up code that travels with what a depositor sends, or `mine` for an account."""

    code = forms.CharField(max_length=20, widget=forms.HiddenInput)


class ReadForm(CodeForm):
    answer = forms.BooleanField(required=False, widget=forms.HiddenInput)


class WriteForm(CodeForm):
    """A message to the office, or what is sent with missing pieces; the files are stored by the view before."""

    text = forms.CharField(
        label=_("Message"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    pieces = forms.FileField(label=_("Files"), required=False, widget=SeveralFiles)
