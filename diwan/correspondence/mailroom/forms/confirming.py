"""Parsing what a clerk confirms of a document. Nothing is saved here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diwan.correspondence.letters import api as letters

from ..enums import Become
from ..operations.confirming import Confirmed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]
CARD = re.compile(r"[A-Z]{1,2}\d{1,6}")
BY_HAND = [
    (medium.value, medium.label) for medium in (letters.Medium.POST, letters.Medium.COUNTER, letters.Medium.PAPER)
]
# In the order in which a clerk looks at a letter: from its head to its foot.
ORDER = ("become", "sender", "their_reference", "dated_on", "subject", "unit", "received_on", "language")


def key(value: str) -> int | None:
    return int(value) if value else None


class ConfirmForm(forms.Form):
    become = forms.ChoiceField(label=_("Register as"), choices=Become, initial=Become.LETTER)
    sender = forms.CharField(label=_("Sender"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    their_reference = forms.CharField(label=_("Their reference"), max_length=80, required=False)
    dated_on = forms.DateField(label=_("Date of the letter"), widget=DAY, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300)
    unit = forms.TypedChoiceField(label=_("Unit in charge"), coerce=key, empty_value=None, required=False)
    received_on = forms.DateField(label=_("Day it arrived"), widget=DAY)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="ar")
    medium = forms.ChoiceField(label=_("It came"), choices=BY_HAND, initial=letters.Medium.POST)
    party_kind = forms.ChoiceField(
        label=_("Who the sender is"), choices=letters.PartyKind, initial=letters.PartyKind.ADMINISTRATION
    )
    level = forms.ChoiceField(label=_("Who may read it"), choices=letters.Level, initial=letters.Level.ORDINARY)
    identity = forms.CharField(label=_("Identity card number"), max_length=20, required=False)
    kept_at = forms.CharField(label=_("Where the paper is kept"), max_length=120, required=False)

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], deposits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Not yet known")), *units]  # type: ignore[attr-defined]
        if not deposits:
            self.fields["become"].choices = [(Become.LETTER.value, Become.LETTER.label)]  # type: ignore[attr-defined]

    def clean_identity(self) -> str:
        said = self.cleaned_data["identity"].replace(" ", "").upper()
        if said and not CARD.fullmatch(said):
            raise forms.ValidationError(_("A Moroccan identity card number has one or two letters and digits."))
        return said

    def confirmed(self) -> Confirmed:
        """What the operation takes."""
        data = self.cleaned_data
        return Confirmed(
            become=Become(data["become"]),
            level=letters.Level(data["level"]),
            medium=letters.Medium(data["medium"]),
            party_kind=letters.PartyKind(data["party_kind"]),
            **{
                name: data[name]
                for name in (
                    "sender",
                    "subject",
                    "received_on",
                    "dated_on",
                    "their_reference",
                    "language",
                    "unit",
                    "kept_at",
                    "identity",
                )
            },
        )


def initial(values: dict[str, Any], today: date) -> dict[str, Any]:
    """What the form opens with, from a proposal."""
    said = {name: value for name, value in values.items() if name in ConfirmForm.base_fields}
    said.setdefault("received_on", today.isoformat())
    said["become"] = values.get("kind", Become.LETTER)
    if values.get("kind") == Become.DEPOSIT:
        said.setdefault("party_kind", letters.PartyKind.PERSON)
    return said
