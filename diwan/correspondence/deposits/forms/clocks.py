"""Parsing an extension of the legal time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ExtendForm(forms.Form):
    days = forms.IntegerField(label=_("Days more"), min_value=1)
    reason = forms.CharField(
        label=_("Why more time is needed; the depositor reads it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, longest: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if longest:
            self.fields["days"].widget.attrs["max"] = longest
            self.fields["days"].initial = longest
