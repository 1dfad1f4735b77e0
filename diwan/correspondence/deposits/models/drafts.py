"""A letter being written: kept for its depositor, by a token in their browser, until it is deposited or forgotten."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

DRAFT = "deposits.draft"  # why the files of drafts are kept
LIVES = timedelta(days=7)  # after it was last touched


def new_token() -> str:
    return secrets.token_urlsafe(32)


class DraftQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> DraftQuerySet:
        """Those of this person's account."""
        return self.none() if actor.person_id is None else self.filter(owner_id=actor.person_id)

    def held(self, token: str, actor: Actor, now: datetime) -> DraftQuerySet:
        """The draft of this browser, unless it is the account of somebody else that is signed in here.

        An owner whose session has ended still finds it: the token is in their browser.
        """
        rows = self.filter(token=token, expires_at__gt=now)
        return rows if actor.person_id is None else rows.filter(Q(owner=None) | Q(owner_id=actor.person_id))

    def locked(self) -> DraftQuerySet:
        return self.select_for_update(of=("self",))


class Draft(models.Model):
    """What was typed so far, as it was typed. `version` rises at each writing: a page shown before says so.

    `who` and `letter` hold the fields of two forms; `pieces` holds pairs of a stored file and the needed piece it is
    said to be (or null).
    """

    token = models.CharField(_("token"), max_length=43, unique=True, default=new_token, editable=False)
    owner = models.ForeignKey(
        "accounts.User", verbose_name=_("account"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    office = models.ForeignKey(
        "organisations.RegistryOffice", verbose_name=_("office"), on_delete=models.PROTECT, related_name="+"
    )
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion",
        verbose_name=_("procedure"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    who = models.JSONField(_("depositor"), default=dict, blank=True)
    letter = models.JSONField(_("letter"), default=dict, blank=True)
    pieces = models.JSONField(_("pieces"), default=list, blank=True)
    puzzle = models.TextField(_("proof of work asked for"), editable=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    started_at = models.DateTimeField(_("started at"))
    saved_at = models.DateTimeField(_("saved at"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("saved_at")),
                name="draft_expires_after_saved",
                violation_error_message=_("A draft lives for some days after it was saved."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} v{self.version}"

    @property
    def file_ids(self) -> list[int]:
        return [file_id for file_id, _needed in self.pieces]
