"""People who sign in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diwan.kit.arabic import normalise


class UserQuerySet(models.QuerySet):
    def matching(self, text: str) -> UserQuerySet:
        """Those whose names or address hold every word, however it was typed."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user, with a password nobody knows when none is given."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in by e-mail. Rights come from the posts held, never from here.

    `administration` opened the account and may close it; members of the public have none.
    `access_epoch` goes into the seal of every session (`get_session_auth_hash`): raising it ends them all at the next
    request, whatever the way in, since no reader of sessions accepts a session whose seal is not today's.
    """

    class SignIn(models.TextChoices):
        HERE = "here", _("password kept here")
        DIRECTORY = "directory", _("directory of the administration")

    email = models.EmailField(_("e-mail address"))
    name_ar = models.CharField(_("name in Arabic"), max_length=150)
    name_latin = models.CharField(_("name in Latin letters"), max_length=150)
    phone = models.CharField(
        _("phone"), max_length=20, blank=True, validators=[RegexValidator(r"^\+[0-9]{6,18}$", _("Like +212537000000."))]
    )
    search_text = models.TextField(_("search text"), editable=False, default="")
    language = models.CharField(_("language"), max_length=3, default="ar", choices=settings.LANGUAGES)
    administration = models.ForeignKey(
        "organisations.Administration",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("administration"),
    )
    sign_in = models.CharField(_("sign-in"), max_length=10, choices=SignIn, default=SignIn.HERE)
    is_active = models.BooleanField(_("active"), default=True)
    closed_because = models.CharField(_("why the account was closed"), max_length=300, blank=True)
    access_epoch = models.PositiveIntegerField(_("access epoch"), default=1)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                name="user_email_once",
                violation_error_message=_("An account with this e-mail address exists."),
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_in_lower_case",
                violation_error_message=_("E-mail addresses are kept in lower case."),
            ),
        ]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name_ar if (get_language() or "ar") == "ar" else self.name_latin

    @property
    def searchable(self) -> str:
        """What a search looks into, whatever the spelling."""
        return normalise(f"{self.name_ar} {self.name_latin} {self.email}")

    def save(self, **options: Any) -> None:  # type: ignore[override]
        self.search_text = self.searchable
        super().save(**options)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """The seal of a session: the password and the access epoch, as Django seals the password alone."""
        return salted_hmac(
            "diwan.core.accounts.User", f"{self.password}:{self.access_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()
