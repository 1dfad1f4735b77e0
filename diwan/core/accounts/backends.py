"""The ways in by password: kept here, or asked of the directory of the administration (LDAP, Active Directory)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend

from .models import User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class PasswordBackend(AuthenticationBackend):
    """Passwords kept here, for those whose account is kept here.

    Whoever signs in through the directory has no password with us that would outlive the one they have there.
    """

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        if isinstance(user, User) and user.sign_in != User.SignIn.HERE:
            return None  # the caller then hashes once all the same, so that the time tells nothing
        return super()._check_password(user, password)

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_active)
