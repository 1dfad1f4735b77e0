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


class JoinForm(forms.Form):
    """Where to write to whoever wants an account, and in which language."""

    email = forms.EmailField(
        label=_("e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    )
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)


class FirstPasswordForm(SetPasswordForm):
    """Django's own rules; saving is the operation's."""


class JoinWithForm(SetPasswordForm):
    """The names and the password of a new account of the public; one of the two names is enough."""

    name_ar = forms.CharField(
        label=_("name in Arabic"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "autocomplete": "name"}),
    )
    name_latin = forms.CharField(
        label=_("name in Latin letters"),
        max_length=150,
        required=False,
        help_text=_("As on your identity document; one of the two names is enough."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("phone"),
        max_length=20,
        required=False,
        validators=User._meta.get_field("phone").validators,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "tel"}),
    )
    field_order = ("name_ar", "name_latin", "phone", "new_password1", "new_password2")

    def clean(self) -> dict[str, Any] | None:
        """The password is compared with the names, too."""
        names = [self.cleaned_data.get(name, "") for name in ("name_ar", "name_latin")]
        if not any(names) and not self.errors:
            self.add_error("name_ar", _("Write your name."))
        self.user.name_ar, self.user.name_latin = (name or next(filter(None, names), "") for name in names)
        return super().clean()
