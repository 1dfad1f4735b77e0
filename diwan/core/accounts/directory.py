"""Signing in through the directory of the administration; needs `django-auth-ldap` (extra `ldap`).

The directory says who somebody is, and whether they still are. What they may do comes from their posts, never from
groups. Accounts are matched by e-mail address; opening one stays with the administration unless `DIWAN_LDAP_CREATE`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ldap
from django.conf import settings
from django_auth_ldap.backend import LDAPBackend
from ldap.filter import escape_filter_chars

from .models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest


class DirectoryBackend(LDAPBackend):
    """Binds as the person with the password they typed; never keeps it."""

    def authenticate(
        self, request: HttpRequest | None, email: str | None = None, password: str | None = None, **_others: Any
    ) -> User | None:
        if not email or not password:  # an empty password would be an anonymous bind, which succeeds
            return None
        user = super().authenticate(request, username=email.strip().lower(), password=password)
        return user if user is not None and user.is_active else None

    def get_or_build_user(self, username: str, ldap_user: Any) -> tuple[User, bool]:
        """The account of that address; from now on the directory alone knows its password."""
        user = User.objects.filter(email=username).first()
        built = user is None
        user = user or User(email=username, name_ar=username, name_latin=username)
        if user.sign_in != User.SignIn.DIRECTORY or user.has_usable_password():
            user.sign_in = User.SignIn.DIRECTORY
            user.set_unusable_password()
        return user, built

    def get_user(self, user_id: int) -> User | None:
        """django-auth-ldap would give back closed accounts too."""
        user = User.objects.filter(pk=user_id).first()
        return user if user is not None and user.is_active else None


def absent(emails: Iterable[str]) -> Iterator[str]:
    """Those of these addresses that the directory no longer lets in: removed, disabled, or outside the filter.

    Raises:
        ldap.LDAPError: the directory does not answer. Nobody is absent on that ground.
    """
    configured: Any = settings  # those names come from the environment, in config/settings/directory.py
    connection = ldap.initialize(configured.AUTH_LDAP_SERVER_URI, bytes_mode=False)
    for option, value in configured.AUTH_LDAP_CONNECTION_OPTIONS.items():
        connection.set_option(option, value)
    if configured.AUTH_LDAP_START_TLS:
        connection.start_tls_s()
    connection.simple_bind_s(configured.AUTH_LDAP_BIND_DN, configured.AUTH_LDAP_BIND_PASSWORD)
    try:
        for email in emails:
            condition = configured.DIWAN_LDAP_FILTER % {"user": escape_filter_chars(email)}
            found = connection.search_s(configured.DIWAN_LDAP_BASE, ldap.SCOPE_SUBTREE, condition, ["1.1"])
            if not any(dn for dn, _attributes in found):  # referrals have no name
                yield email
    finally:
        connection.unbind_s()
