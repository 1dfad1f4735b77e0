"""How allauth is bent to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings

from diwan.kit.boxes import box

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

AT_SIGN_OUT: list[Callable[[HttpRequest, bool], None]] = []


def at_sign_out(leave: Callable[[HttpRequest, bool], None]) -> None:
    """Have this done before a person signs out of this browser, or (its second argument) of all but this one."""
    AT_SIGN_OUT.append(leave)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administration, not by whoever comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count per address and network: whoever guesses from elsewhere does not lock the true person out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def logout(self, request: HttpRequest) -> None:
        for leave in AT_SIGN_OUT:
            leave(request, False)
        super().logout(request)


class SessionsAdapter(DefaultUserSessionsAdapter):
    """The page of sessions ends all but the one that asks; what hangs on the others goes with them."""

    def end_sessions(self, sessions: Any) -> None:
        super().end_sessions(sessions)
        for leave in AT_SIGN_OUT:
            leave(self.request, True)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keys of second factors are encrypted in the database: a stolen copy of it opens no session."""

    def encrypt(self, text: str) -> str:
        return box("diwan.core.accounts.second_factor").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return box("diwan.core.accounts.second_factor").decrypt(encrypted_text.encode()).decode()


class ProviderAdapter(DefaultSocialAccountAdapter):
    """An OpenID Connect provider says who somebody is; the account must be there, unless the setting opens it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return settings.DIWAN_OIDC_CREATE

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """The address in lower case, and the only name the provider knows, until somebody writes both."""
        user = sociallogin.user
        user.email = (data.get("email") or "").lower()
        name = data.get("name") or " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        user.name_latin = user.name_ar = (name or user.email)[:150]
        return user
