"""Where paper comes in by itself: a folder that a scanner fills, a mailbox."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.boxes import InvalidToken, box

from ..enums import REGISTER, SourceKind

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

PURPOSE = "mailroom.password"


class SourceQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> SourceQuerySet:
        return self.filter(organisations.within(actor, REGISTER, "office__unit"))


class Source(models.Model):
    """A folder below `DIWAN_SCANS`, or a mailbox, whose contents are mail of one registry office."""

    office = models.ForeignKey(
        "organisations.RegistryOffice", models.PROTECT, related_name="+", verbose_name=_("registry office")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=SourceKind)
    name = models.CharField(_("name"), max_length=80)
    device = models.CharField(_("device"), max_length=120, blank=True)
    folder = models.CharField(_("folder"), max_length=200, blank=True)
    host = models.CharField(_("server"), max_length=200, blank=True)
    port = models.PositiveIntegerField(_("port"), default=993)
    account = models.CharField(_("account"), max_length=200, blank=True)
    mailbox = models.CharField(_("mailbox"), max_length=120, default="INBOX")
    sealed_password = models.TextField(blank=True, editable=False)
    password_variable = models.CharField(_("variable that holds the password"), max_length=80, blank=True)
    keep_blank = models.BooleanField(_("keep blank pages"), default=False)
    active = models.BooleanField(_("in use"), default=True)
    checked_at = models.DateTimeField(_("looked at"), null=True)
    trouble = models.CharField(_("last trouble"), max_length=300, blank=True)
    last_uid = models.BigIntegerField(default=0, editable=False)
    uid_validity = models.BigIntegerField(default=0, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["office", "name"]
        verbose_name = _("source of paper")
        verbose_name_plural = _("sources of paper")
        constraints = [
            models.UniqueConstraint(
                fields=["folder"],
                condition=Q(kind="folder"),
                name="source_folder_once",
                violation_error_message=_("Another source watches this folder."),
            ),
            models.UniqueConstraint(
                fields=["host", "account", "mailbox"],
                condition=Q(kind="mailbox"),
                name="source_mailbox_once",
                violation_error_message=_("Another source reads this mailbox."),
            ),
            models.CheckConstraint(
                condition=Q(kind="folder") & ~Q(folder="") | Q(kind="mailbox") & ~Q(host="") & ~Q(account=""),
                name="source_says_where",
                violation_error_message=_("Say which folder, or which server and account."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def seal(self, password: str) -> None:
        self.sealed_password = box(PURPOSE).encrypt(password.encode()).decode()

    @property
    def password(self) -> str:
        """From the environment where a variable is named, else what was sealed here; empty when neither opens."""
        if self.password_variable:
            return os.environ.get(self.password_variable, "")
        try:
            return box(PURPOSE).decrypt(self.sealed_password.encode()).decode() if self.sealed_password else ""
        except InvalidToken:
            return ""
