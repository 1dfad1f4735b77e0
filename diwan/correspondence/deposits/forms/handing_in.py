"""Parsing what is handed in, step by step. Nothing is saved here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.correspondence.procedures import api as procedures
from diwan.kit.arabic import latin_digits

from ..enums import IDENTITIES, ApplicantKind, IdentityKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diwan.core.organisations.api import Seat

# The written form of each number; where a check digit is public knowledge it is checked too.
FORMATS = {
    IdentityKind.CIN: (re.compile(r"[A-Z]{1,2}\d{3,6}"), _("A Moroccan identity card reads like AB123456.")),
    IdentityKind.CIVIL_ID: (re.compile(r"[123]\d{11}"), _("A Kuwaiti civil ID has 12 digits.")),
    IdentityKind.PASSPORT: (re.compile(r"[A-Z0-9]{5,12}"), _("A passport number has 5 to 12 letters and digits.")),
    IdentityKind.ICE: (re.compile(r"\d{15}"), _("An ICE has 15 digits.")),
    IdentityKind.COMPANY: (re.compile(r"[A-Z0-9/-]{1,20}"), _("A register number has up to 20 letters and digits.")),
}


IDENTITY_NEEDED = _("This procedure asks for the number of an identity document.")


class AddressForm(forms.Form):
    """To whom, and for what: an office, and a procedure or none (a plain letter)."""

    office = forms.IntegerField()
    procedure = forms.IntegerField(required=False)


class WhoForm(forms.Form):
    """Who writes, and how to reach them. `identity`: whether the procedure asks for a number."""

    sender_unit = forms.TypedChoiceField(
        label=_("You write"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    applicant_kind = forms.ChoiceField(
        label=_("You are"), choices=ApplicantKind, initial=ApplicantKind.PERSON, widget=forms.RadioSelect
    )
    applicant_name = forms.CharField(
        label=_("Full name, or name of the company or administration"), max_length=200, required=False
    )
    representative = forms.CharField(
        label=_("Represented by"),
        max_length=200,
        required=False,
        help_text=_("Name and function of who signs; for an administration, the unit that writes."),
    )
    sender_reference = forms.CharField(
        label=_("Your own reference"), max_length=80, required=False, help_text=_("The number the letter has with you.")
    )
    identity_kind = forms.ChoiceField(label=_("Identity document"), required=False)
    identity_number = forms.CharField(label=_("Its number"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("The receipt and each change are announced there.")
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"})
    )
    address = forms.CharField(label=_("Postal address"), max_length=300, required=False)

    def __init__(self, *args: Any, country: str, identity: str, seats: Sequence[Seat] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.identity, self.seats = identity, {seat.unit_id: seat for seat in seats}
        self.allowed = IDENTITIES.get(country, {kind: tuple(FORMATS) for kind in IDENTITIES["MA"]})
        if identity == procedures.Identity.NONE:
            del self.fields["identity_kind"], self.fields["identity_number"]
        else:
            kinds = [IdentityKind(kind) for several in self.allowed.values() for kind in several]
            first = ("", _("Choose…") if identity == procedures.Identity.REQUIRED else IdentityKind.NONE.label)
            self.fields["identity_kind"].choices = [first, *((k.value, k.label) for k in kinds)]  # type: ignore[attr-defined]
            body = self.data.get("applicant_kind", self.initial.get("applicant_kind")) == ApplicantKind.ADMINISTRATION
            for name in ("identity_kind", "identity_number"):
                self.fields[name].required = identity == procedures.Identity.REQUIRED and not body and not seats
        self.fields["applicant_name"].required = not seats
        if seats:
            offices = [(seat.unit_id, f"{seat.administration_name} · {seat.unit_name}") for seat in seats]
            self.fields["sender_unit"].choices = [*offices, ("", _("For yourself or another body"))]  # type: ignore[attr-defined]
        else:
            del self.fields["sender_unit"]
        known = (
            ("applicant_name", "name"),
            ("email", "email"),
            ("phone", "tel"),
            ("address", "street-address"),
            ("identity_number", "off"),
        )
        for name, autocomplete in known:
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = autocomplete

    def clean_phone(self) -> str:
        number = latin_digits(self.cleaned_data["phone"])
        if number and not re.fullmatch(r"\+?[\d ().-]{6,29}", number):
            raise forms.ValidationError(_("A telephone number has digits only, as in +212 537 00 00 00."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seat = self.seats.get(data.get("sender_unit"))  # type: ignore[arg-type]
        data["sender_unit"] = seat.unit_id if seat else None
        if seat:
            data |= {
                "applicant_kind": ApplicantKind.ADMINISTRATION,
                "applicant_name": seat.administration_name,
                "representative": data.get("representative") or seat.unit_name,
            }
        kind = data.get("applicant_kind")
        if not data.get("applicant_name") and "applicant_name" not in self.errors:
            self.add_error("applicant_name", _("Write the name under which you deposit."))
        if kind == ApplicantKind.COMPANY and not data.get("representative") and "representative" not in self.errors:
            self.add_error("representative", _("Write who acts for the company or association."))
        if kind == ApplicantKind.PERSON:
            data["representative"] = ""
        self.check_identity(data, tuple(self.allowed.get(kind or "", ())))
        return data

    def check_identity(self, data: dict[str, Any], allowed: tuple[IdentityKind, ...]) -> None:
        """The kind and the number in their plain form; an administration gives none."""
        given, number = data.get("identity_kind") or "", data.get("identity_number") or ""
        data["identity_kind"], data["identity_number"] = IdentityKind.NONE, ""
        if not allowed or "identity_kind" not in self.fields or "identity_kind" in self.errors:
            return
        if not given:
            if number:
                self.add_error("identity_kind", _("Say of which document this is the number."))
            elif self.identity == procedures.Identity.REQUIRED:
                self.add_error("identity_kind", IDENTITY_NEEDED)
            return
        kind = IdentityKind(given)
        plain = clean_identity(kind, number)
        if kind not in allowed:
            self.add_error("identity_kind", _("This document is not one of a depositor of this kind."))
        elif plain is None:
            self.add_error("identity_number", FORMATS[kind][1])
        else:
            data["identity_kind"], data["identity_number"] = kind, plain


class LetterForm(forms.Form):
    """What is written. The pieces travel beside it: see `views.pieces`."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    body = forms.CharField(
        label=_("Text of the letter"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 9})
    )


class LinkForm(forms.Form):
    """Where to send the link that opens a draft again."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


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
