"""What people fill in about their keys. Parsing only."""

from __future__ import annotations

import base64
import binascii

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Why, Worth
from .pictures import TooManyPixels, redrawn

LARGEST_IMAGE = 2_000_000  # octets given


class CertificateForm(forms.Form):
    level = forms.ChoiceField(
        label=_("Level"),
        widget=forms.RadioSelect,
        initial=Worth.ADVANCED,
        choices=[
            (Worth.ADVANCED, _("Advanced: you prove that you are there, now")),
            (Worth.SIMPLE, _("Simple: for visas and everyday papers")),
        ],
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("PKCS #12 file (.p12 or .pfx)"), widget=forms.FileInput(attrs={"accept": ".p12,.pfx"})
    )
    password = forms.CharField(
        label=_("Its password"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It opens the file once and is kept nowhere."),
    )


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why?"), choices=Why)


class LookForm(forms.Form):
    """A picture that was chosen, or a drawing made on the page (PNG, base 64)."""

    image = forms.FileField(
        label=_("A picture of your signature"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    drawn = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST_IMAGE)

    def clean(self) -> dict:
        data = super().clean() or {}
        given = data.get("image")
        if given is not None and given.size > LARGEST_IMAGE:
            raise forms.ValidationError(_("The picture is too large: 2 MB at most."))
        octets = given.read() if given is not None else self._drawing(data.get("drawn", ""))
        if not octets:
            raise forms.ValidationError(_("Draw your signature or choose a picture."))
        try:
            data["png"] = redrawn(octets)
        except TooManyPixels:
            raise forms.ValidationError(_("The picture has too many pixels.")) from None
        except ValueError:
            raise forms.ValidationError(_("This picture cannot be read. Give a PNG or a JPEG.")) from None
        return data

    def _drawing(self, text: str) -> bytes:
        try:
            return base64.b64decode(text.partition(",")[2], validate=True)
        except (binascii.Error, ValueError):
            return b""
