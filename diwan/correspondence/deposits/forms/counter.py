"""Parsing what a clerk enters at the counter, or corrects. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..enums import ApplicantKind, Channel, IdentityKind
from .handing_in import FORMATS, clean_identity

if TYPE_CHECKING:
    from collections.abc import Sequence

BY_HAND = [(c.value, c.label) for c in (Channel.COUNTER, Channel.POST)]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]


def key(value: str) -> int | None:
    return int(value) if value else None


class Depositor(forms.Form):
    """Who sends the letter, as it is written on it."""

    applicant_name = forms.CharField(
        label=_("Name of the depositor"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    applicant_kind = forms.ChoiceField(label=_("Who it is"), choices=ApplicantKind, initial=ApplicantKind.PERSON)
    identity_kind = forms.ChoiceField(
        label=_("Identity document"), choices=IdentityKind, initial=IdentityKind.NONE, required=False
    )
    identity_number = forms.CharField(label=_("Its number"), max_length=40, required=False)
    representative = forms.CharField(label=_("Represented by"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = IdentityKind(data.get("identity_kind") or IdentityKind.NONE)
        data["identity_kind"] = kind
        data["identity_number"] = number = clean_identity(kind, data.get("identity_number", ""))
        if kind is not IdentityKind.NONE and number is None:
            self.add_error("identity_number", FORMATS[kind][1])
        return data


class CounterForm(Depositor):
    """A letter on paper, as fast as it can be entered: what is asked first is what is on the envelope."""

    office = forms.TypedChoiceField(label=_("Registry office"), coerce=int)
    channel = forms.ChoiceField(label=_("It came"), choices=BY_HAND, initial=Channel.COUNTER, widget=forms.RadioSelect)
    received_on = forms.DateField(label=_("Day it arrived"), widget=DAY)
    reserved = forms.TypedChoiceField(
        label=_("Number"), coerce=key, empty_value=None, required=False, help_text=_("A reserved one if stamped so.")
    )
    subject = forms.CharField(label=_("Subject"), max_length=300)
    procedure = forms.TypedChoiceField(label=_("Procedure"), coerce=key, empty_value=None, required=False)
    sender_reference = forms.CharField(label=_("Reference of the sender"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language of the receipt"), choices=LANGUAGES, initial="ar")
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    address = forms.CharField(label=_("Postal address"), max_length=300, required=False)
    kept_at = forms.CharField(
        label=_("Where the paper is kept"), max_length=120, required=False, help_text=_("Box, shelf, file.")
    )

    def __init__(
        self,
        *args: Any,
        offices: Sequence[tuple[int, str]],
        procedures: Sequence[tuple[int, str]],
        reserved: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        self.fields["procedure"].choices = [("", _("A plain letter")), *procedures]  # type: ignore[attr-defined]
        self.fields["reserved"].choices = [("", _("The next one")), *reserved]  # type: ignore[attr-defined]


REASON: dict[str, Any] = {"max_length": 500, "widget": forms.Textarea(attrs={"rows": 2, "dir": "auto"})}


class RectifyForm(Depositor):
    """What was entered wrongly at registration, and why it changes."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    sender_reference = forms.CharField(label=_("Reference of the sender"), max_length=80, required=False)
    procedure = forms.TypedChoiceField(label=_("Procedure"), coerce=key, empty_value=None, required=False)
    unit = forms.TypedChoiceField(label=_("Unit in charge"), coerce=key, empty_value=None, required=False)
    reason = forms.CharField(
        label=_("Why? The depositor reads this."),
        help_text=_("Name nobody: the reason stays in the journal for good."),
        **REASON,
    )

    def __init__(
        self, *args: Any, procedures: Sequence[tuple[int, str]], units: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["procedure"].choices = [("", _("A plain letter")), *procedures]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "—"), *units]  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        return told(self.cleaned_data["reason"])


class AnnulForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? The depositor reads this."),
        help_text=_("Name nobody: the reason stays in the journal for good."),
        **REASON,
    )
    sure = forms.BooleanField(label=_("I know that an annulment cannot be undone"))

    def clean_reason(self) -> str:
        return told(self.cleaned_data["reason"])


class LabelForm(forms.Form):
    """How labels are printed; what cannot be read is one label for a label printer."""

    sheet = forms.BooleanField(required=False)
    skip = forms.IntegerField(min_value=0, max_value=23, required=False)


def told(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Say why: the depositor reads it, and it stays in the register."))
    return reason.strip()
