"""What accounts do when something happened."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.facts.api import hears

from .events import AccountOpened
from .models import User


@hears(AccountOpened)
def on_account_opened(fact: AccountOpened) -> None:
    """Send the link by which a person chooses their first password. Sent twice, both links work until one is used."""
    user = User.objects.filter(pk=fact.person_id, is_active=True).first()
    if user is None or user.has_usable_password() or user.sign_in != User.SignIn.HERE:
        return
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", args=key.split("-", 1))
    with translation.override(user.language):
        body = render_to_string("accounts/email/opened.txt", {"person": user, "url": settings.DIWAN_PUBLIC_URL + path})
        send_mail(_("Your Diwan account"), body, None, [user.email])
