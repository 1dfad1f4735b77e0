"""Parsing what comes with files sent in, and which separators to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SHEETS = 50


class SendForm(forms.Form):
    office = forms.TypedChoiceField(label=_("Registry office"), coerce=int)
    device = forms.CharField(label=_("Device"), max_length=120, required=False)
    one_document = forms.BooleanField(
        label=_("All of it is one letter"), required=False, help_text=_("Several photos of the pages of one letter.")
    )
    keep_blank = forms.BooleanField(label=_("Keep blank pages"), required=False)
    origin = forms.ChoiceField(
        choices=[(Origin.UPLOAD, ""), (Origin.PHOTO, "")],
        initial=Origin.UPLOAD,
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, offices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]


class SheetsForm(forms.Form):
    office = forms.TypedChoiceField(label=_("Registry office"), coerce=int)
    documents = forms.IntegerField(label=_("New document"), min_value=0, max_value=MOST_SHEETS, initial=10)
    annexes = forms.IntegerField(
        label=_("New document with annexes"), min_value=0, max_value=MOST_SHEETS, initial=0, required=False
    )
    annexes_each = forms.IntegerField(label=_("Annexes of each"), min_value=1, max_value=20, initial=1, required=False)
    ends = forms.IntegerField(label=_("End sheet"), min_value=0, max_value=MOST_SHEETS, initial=1, required=False)

    def __init__(self, *args: Any, offices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
