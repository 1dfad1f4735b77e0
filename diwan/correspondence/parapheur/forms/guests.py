"""What is said of a person outside, and what they say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from diwan.kit.arabic import latin_digits

from ..queries.outside import Asked
from .acting import typed

FIELDS = ("name", "email", "phone", "language", "capacity")
PHONE = r"^\+?[0-9 .\-]{6,20}$"


def fields(*, required: bool) -> dict[str, forms.Field]:
    """Who is asked: for a step of a folder that is prepared, or at a turn that is open."""
    return {
        "name": forms.CharField(
            label=_("Name of the person outside"),
            max_length=200,
            required=required,
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        ),
        "capacity": forms.CharField(
            label=_("In what capacity they sign"),
            max_length=200,
            required=False,
            help_text=_("For example: for the company X."),
            widget=forms.TextInput(attrs={"dir": "auto"}),
        ),
        "email": forms.EmailField(
            label=_("Their e-mail address"),
            required=required,
            help_text=_("The link and the code that proves who opens it go to this address alone."),
            widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        ),
        "phone": forms.RegexField(
            PHONE,
            label=_("Their mobile telephone, if you know it"),
            required=False,
            widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"}),
        ),
        "language": forms.ChoiceField(label=_("Their language"), choices=settings.LANGUAGES, required=required),
    }


def asked_in(data: dict[str, Any]) -> Asked:
    return Asked(**{name: data.get(name) or "" for name in FIELDS})


class GuestForm(forms.Form):
    """Who is asked at a turn that is open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields(required=True))

    @property
    def said(self) -> Asked:
        return asked_in(self.cleaned_data)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code of six digits"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr", "size": "8"}
        ),
    )

    def clean_code(self) -> str:
        return "".join(latin_digits(self.cleaned_data["code"]).split())


class SignForm(forms.Form):
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read the documents and I sign them."),
        error_messages={"required": _("Tick the box to say that you sign.")},
    )


class ShownForm(forms.Form):
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)


class GuestRefuseForm(forms.Form):
    text = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=typed(3),
        error_messages={"required": _("Write the reason: whoever has to mend it reads it.")},
    )
