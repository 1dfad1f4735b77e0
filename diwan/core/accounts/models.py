"""People who sign in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in by e-mail. Rights come from the posts held, never from here.

    `access_epoch` is carried by each session: raising it ends them all at the next request.
    """

    email = models.EmailField(_("e-mail address"))
    name_ar = models.CharField(_("name in Arabic"), max_length=150)
    name_latin = models.CharField(_("name in Latin letters"), max_length=150)
    language = models.CharField(_("language"), max_length=3, default="ar")
    is_active = models.BooleanField(_("active"), default=True)
    access_epoch = models.PositiveIntegerField(_("access epoch"), default=1)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.email
