"""Parsing classes of the plan and files by subject. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Names

from ..enums import Level
from .registering import key

if TYPE_CHECKING:
    from collections.abc import Sequence

CODE = {"dir": "ltr", "autocomplete": "off"}


class ClassForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=CODE))
    name_ar = forms.CharField(
        label=_("Name in Arabic"), max_length=200, widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"})
    )
    name_fr = forms.CharField(
        label=_("Name in French"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
    )
    name_en = forms.CharField(
        label=_("Name in English"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
    )

    @property
    def names(self) -> Names:
        said = self.cleaned_data
        return Names(said["name_ar"], said["name_fr"], said["name_en"])


class MoveForm(forms.Form):
    under = forms.TypedChoiceField(label=_("Under"), coerce=key, empty_value=None, required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = [("", _("At the top of the plan")), *choices]  # type: ignore[attr-defined]


class NewClassForm(MoveForm, ClassForm):
    field_order = ("under", "code", "name_ar", "name_fr", "name_en")


class ImportForm(forms.Form):
    sheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "XLSX, ODS or CSV. First line: code, parent, name_ar, name_fr, name_en. One class a line, from the top."
        ),
    )


class DossierForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    level = forms.ChoiceField(label=_("Who may read it"), choices=Level, initial=Level.ORDINARY)


class NewDossierForm(DossierForm):
    unit = forms.TypedChoiceField(label=_("Kept by"), coerce=int)
    plan_class = forms.TypedChoiceField(label=_("Class of the plan"), coerce=int)
    field_order = ("title", "plan_class", "unit", "level")

    def __init__(
        self, *args: Any, units: Sequence[tuple[int, str]], classes: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["plan_class"].choices = classes  # type: ignore[attr-defined]


class PutForm(forms.Form):
    reference = forms.CharField(label=_("Reference of the letter"), max_length=40, widget=forms.TextInput(attrs=CODE))
