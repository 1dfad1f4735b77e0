"""Parsing what is said of a view. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping


class ViewForm(forms.Form):
    """A filter kept under a name."""

    name = forms.CharField(label=_("Name of the view"), max_length=80)
    unit = forms.TypedChoiceField(label=_("Shared with"), coerce=int, empty_value=None, required=False)
    opened_first = forms.BooleanField(label=_("Open this view first"), required=False)

    def __init__(
        self, data: Mapping[str, str] | None = None, *, units: list[tuple[int, str]], **kwargs: object
    ) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].choices = [("", _("Nobody: for me alone")), *units]  # type: ignore[attr-defined]
