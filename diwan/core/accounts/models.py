"""People who sign in, and the invitations by which they first do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diwan.kit.arabic import normalise

from .enums import InvitationState

if TYPE_CHECKING:
    from datetime import datetime


class UserQuerySet(models.QuerySet):
    def matching(self, text: str) -> UserQuerySet:
        """Those whose names or address hold every word, however it was typed."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def not_yet_here(self, administration_id: int) -> UserQuerySet:
        """The people of an administration who may sign in with a password kept here and never have."""
        return self.filter(
            administration_id=administration_id,
            is_active=True,
            last_login=None,
            sign_in=User.SignIn.HERE,
            password__startswith=UNUSABLE_PASSWORD_PREFIX,
        )


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


class InvitationQuerySet(models.QuerySet):
    def unsettled(self) -> InvitationQuerySet:
        """Neither used nor taken back."""
        return self.filter(accepted_at=None, revoked_at=None)

    def standing(self, at: datetime) -> InvitationQuerySet:
        """Those that still open."""
        return self.unsettled().filter(expires_at__gt=at)


class Invitation(models.Model):
    """An e-mail by which a person may choose a first password. What opens it is signed, and kept nowhere.

    A member of the public invites themselves, by `email`: there is no `person` before they have shown that the address
    is theirs, so nobody takes the address of somebody else.
    """

    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name=_("person"))
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=3, blank=True, choices=settings.LANGUAGES)
    invited_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("expires at"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_at_a_time",
                violation_error_message=_("This person has an invitation already."),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("invited_at")),
                name="invitation_ends_after_start",
                violation_error_message=_("An invitation ends after it was sent."),
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, email="") | models.Q(person=None) & ~models.Q(email=""),
                name="invitation_of_somebody",
                violation_error_message=_("An invitation is for a person, or for an address that nobody has yet."),
            ),
        ]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.person_id} {self.invited_at:%Y-%m-%d}"

    def state(self, at: datetime) -> InvitationState:
        """Where it stands at that moment."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        if self.expires_at <= at:
            return InvitationState.EXPIRED
        return InvitationState.OPENED if self.opened_at else InvitationState.SENT


class Presence(models.Model):
    """A proof that a person was there, for one act: `digest` is the SHA-256 of what they were shown (presence.py).

    `mark` names the challenge or the code that was used, so that neither serves twice.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    mark = models.CharField(max_length=90)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "mark"],
                name="presence_serves_once",
                violation_error_message=_("This proof of presence was used already."),
            )
        ]
        verbose_name = _("proof of presence")
        verbose_name_plural = _("proofs of presence")

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d %H:%M}"
