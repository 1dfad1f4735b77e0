"""Parsing what is said of a source of paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ..enums import SourceKind
from ..operations.sources import FIELDS, SourceTerms

if TYPE_CHECKING:
    from collections.abc import Sequence


class SourceForm(forms.Form):
    office = forms.TypedChoiceField(label=_("Registry office"), coerce=int)
    kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind, initial=SourceKind.FOLDER)
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As the people of the office call it."))
    device = forms.CharField(
        label=_("Device"),
        max_length=120,
        required=False,
        help_text=_("Make and model of the scanner: it is written on each copy."),
    )
    folder = forms.CharField(
        label=_("Folder"),
        max_length=200,
        required=False,
        validators=[RegexValidator(r"^[\w\-. /]+$", _("Letters, digits, spaces, hyphens and slashes only."))],
        help_text=_("Below the folder of scans of this instance."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    host = forms.CharField(
        label=_("Mail server"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993, required=False)
    account = forms.CharField(
        label=_("Account"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted. Leave empty to keep the one there is."),
    )
    password_variable = forms.CharField(
        label=_("Or the variable of the environment that holds it"),
        max_length=80,
        required=False,
        validators=[RegexValidator(r"^DIWAN_[A-Z0-9_]+$", _("Its name begins with DIWAN_."))],
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    mailbox = forms.CharField(label=_("Folder of the mailbox"), max_length=120, initial="INBOX", required=False)
    keep_blank = forms.BooleanField(label=_("Keep blank pages"), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, offices: Sequence[tuple[int, str]], fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        if fixed:
            del self.fields["office"], self.fields["kind"]

    def terms(self) -> SourceTerms:
        data = self.cleaned_data
        said = {name: data[name] for name in (*FIELDS, "password") if data.get(name) not in (None, "")}
        return SourceTerms(**said)
