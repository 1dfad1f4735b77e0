"""Parsing what people send about deliveries and arrivals. Nothing is saved here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .enums import REFUSALS, Why
from .operations.sending import Asked

if TYPE_CHECKING:
    from .queries.offers import Reach


def typed(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class SendForm(forms.Form):
    """To whom a letter goes and by which channel: `channel_12` for party 12, empty where it is not sent."""

    def __init__(self, *args: Any, reaches: list[Reach], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reaches = [reach for reach in reaches if reach.live is None]
        for reach in self.reaches:
            choices = [(way.code, way.label) for way, _offer in reach.ways]
            self.fields[f"channel_{reach.party.pk}"] = forms.ChoiceField(
                label=reach.party.name,
                choices=[*choices, ("", _("Do not send"))],
                required=False,
                initial=choices[0][0] if choices else "",
            )
            if any(way.code == "email" for way, _offer in reach.ways) and reach.party.phone:
                self.fields[f"code_{reach.party.pk}"] = forms.BooleanField(
                    label=_("Ask for a code sent to the telephone"), required=False
                )

    def lines(self) -> list[tuple[Reach, Any, Any]]:
        """Each addressee with its fields, for the page."""
        fields = self.fields
        return [
            (
                reach,
                self[f"channel_{reach.party.pk}"],
                self[f"code_{reach.party.pk}"] if f"code_{reach.party.pk}" in fields else None,
            )
            for reach in self.reaches
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"channel_{reach.party.pk}") for reach in self.reaches):
            raise ValidationError(_("Choose a channel for at least one addressee."))
        return data

    @property
    def asked(self) -> list[Asked]:
        found = []
        for reach in self.reaches:
            code = self.cleaned_data.get(f"channel_{reach.party.pk}")
            if code:
                to_phone = code == "email" and self.cleaned_data.get(f"code_{reach.party.pk}")
                data = {"code_to": reach.party.phone} if to_phone else {}
                found.append(Asked(party=reach.party.pk, channel=code, data=data))
        return found


class ReasonForm(forms.Form):
    """Why a sending is withdrawn, or what the notice of an e-mail that came back says."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=typed(3))


class RefuseForm(forms.Form):
    """Why a letter is refused or returned: its sender reads it."""

    code = forms.ChoiceField(label=_("Why"), choices=[(why.value, why.label) for why in REFUSALS])
    reason = forms.CharField(label=_("In words, for the sender"), max_length=1000, widget=typed(3))

    def clean_code(self) -> Why:
        return Why(self.cleaned_data["code"])


class BackForm(forms.Form):
    """An acknowledgement card or an envelope that came back; the scanner types the bar code."""

    CHOICES = (
        ("delivered", _("Delivered: the card is signed")),
        (Why.POST_REFUSED, Why.POST_REFUSED.label),
        (Why.UNKNOWN_ADDRESS, Why.UNKNOWN_ADDRESS.label),
        (Why.UNCLAIMED, Why.UNCLAIMED.label),
        (Why.LOST, Why.LOST.label),
    )
    code = forms.CharField(
        label=_("Bar code"),
        max_length=14,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autofocus": True}),
    )
    outcome = forms.ChoiceField(label=_("What came back"), choices=CHOICES)
    on = forms.DateField(label=_("Date on the card"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    carrier_number = forms.CharField(
        label=_("Number given by the post"), max_length=30, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    @property
    def said(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        outcome = data.pop("outcome")
        return data | {"why": Why.NONE if outcome == "delivered" else Why(outcome)}


class CodeForm(forms.Form):
    """The code that opens a secured link, where one was asked for."""

    code = forms.CharField(
        label=_("Code"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}),
    )
