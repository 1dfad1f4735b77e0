"""What the operator types; the operations decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Proposal(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As your colleagues call it."))
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        help_text=_("https:// and the name of the host."),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "autocomplete": "off"}),
    )
    authority = forms.CharField(
        label=_("Authority of its web certificate"),
        required=False,
        max_length=50_000,
        help_text=_("Only where it is no public one: the certificate in PEM form."),
        widget=forms.Textarea(attrs={"dir": "ltr", "rows": 4}),
    )


class Suspension(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
