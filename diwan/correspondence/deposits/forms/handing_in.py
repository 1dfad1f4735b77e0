"""Parsing what is handed in. Nothing is saved here."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.kit.arabic import latin_digits

from ..enums import ApplicantKind, IdentityKind

# The written form of each number; where a check digit is public knowledge it is checked too.
FORMATS = {
    IdentityKind.CIN: (re.compile(r"[A-Z]{1,2}\d{3,6}"), _("A Moroccan identity card reads like AB123456.")),
    IdentityKind.CIVIL_ID: (re.compile(r"[123]\d{11}"), _("A Kuwaiti civil ID has 12 digits.")),
    IdentityKind.PASSPORT: (re.compile(r"[A-Z0-9]{5,12}"), _("A passport number has 5 to 12 letters and digits.")),
    IdentityKind.COMPANY: (re.compile(r"[A-Z0-9/-]{3,20}"), _("An ICE has 15 digits; a register number 3 to 20.")),
}


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class DepositForm(forms.Form):
    """What a depositor fills in (REG-1)."""

    office = forms.TypedChoiceField(label=_("Administration and registry office"), coerce=int)
    applicant_kind = forms.ChoiceField(
        label=_("You are"), choices=ApplicantKind, initial=ApplicantKind.PERSON, widget=forms.RadioSelect
    )
    applicant_name = forms.CharField(label=_("Full name or name of the body"), max_length=200)
    identity_kind = forms.ChoiceField(label=_("Identity document"), choices=IdentityKind, initial=IdentityKind.NONE)
    identity_number = forms.CharField(label=_("Its number"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("The receipt and each change are announced there.")
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300)
    body = forms.CharField(
        label=_("Text of the letter"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 9})
    )
    # Shown by the form, stored by the view before the form is read: see `receive_pieces`.
    pieces = forms.FileField(
        label=_("Pieces"),
        required=False,
        widget=SeveralFiles,
        help_text=_("PDF, pictures, office documents or text; at most 20 pieces of 100 MB each."),
    )

    def __init__(self, *args: Any, offices: list[tuple[str, list[tuple[int, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("Choose…")), *offices]  # type: ignore[attr-defined]
        for name, autocomplete in (("applicant_name", "name"), ("email", "email"), ("phone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = autocomplete

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = IdentityKind(data.get("identity_kind") or IdentityKind.NONE)
        data["identity_number"] = number = clean_identity(kind, data.get("identity_number", ""))
        if kind is not IdentityKind.NONE and number is None:
            self.add_error("identity_number", FORMATS[kind][1])
        return data


def clean_identity(kind: IdentityKind, text: str) -> str | None:
    """The number in its plain form, empty when none is given, None when it cannot be right."""
    if kind is IdentityKind.NONE:
        return ""
    number = re.sub(r"[\s.]", "", latin_digits(text)).upper()
    pattern, _advice = FORMATS[kind]
    if not pattern.fullmatch(number) or (kind is IdentityKind.CIVIL_ID and not civil_id_agrees(number)):
        return None
    return number


def civil_id_agrees(number: str) -> bool:
    """The check digit of a Kuwaiti civil ID: 11 minus the weighted sum modulo 11."""
    weights = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = 11 - sum(w * int(d) for w, d in zip(weights, number[:11], strict=True)) % 11
    return check == int(number[11])
