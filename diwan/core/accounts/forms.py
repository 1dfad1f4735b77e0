"""What an administrator of accounts types."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from .models import User


class OpenAccountForm(forms.Form):
    email = forms.EmailField(label=_("e-mail address"))
    name_ar = forms.CharField(label=_("name in Arabic"), max_length=150, widget=forms.TextInput(attrs={"dir": "rtl"}))
    name_latin = forms.CharField(
        label=_("name in Latin letters"), max_length=150, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    phone = forms.CharField(
        label=_("phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"})
    )
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)
    administration = forms.ChoiceField(label=_("administration"))

    def __init__(self, *args: Any, administrations: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["administration"].choices = administrations  # type: ignore[attr-defined]


class LostPasswordForm(ResetPasswordForm):
    """Writes only to those whose password is kept here; the answer is the same for all."""

    def clean_email(self) -> str:
        email = super().clean_email()
        found: list[User] = self.users  # type: ignore[has-type]
        self.users = [user for user in found if user.sign_in == User.SignIn.HERE]
        return email


class DisableForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=300)


class FirstPasswordForm(SetPasswordForm):
    """Django's own rules; saving is the operation's."""
