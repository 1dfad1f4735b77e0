"""One letter of a batch, with what was found on it, until a clerk has confirmed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from ..enums import REGISTER, DocumentState
from .intakes import Intake

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> DocumentQuerySet:
        return self.filter(organisations.within(actor, REGISTER, "office__unit"))

    def free_for(self, actor: Actor, now: datetime) -> DocumentQuerySet:
        """What waits and nobody else has before them."""
        mine = Q(lease_by=None) | Q(lease_until__lte=now) | Q(lease_by=actor.person_id)
        return self.filter(mine, state=DocumentState.WAITING)


class Document(models.Model):
    """`clues` is what was read on it; `entered` what a clerk typed so far, kept when they leave.

    `lease_by` has it on their screen until `lease_until`: nobody else registers it meanwhile. `arranged` counts each
    rearrangement, so that a screen shown before one cannot register what it does not show.
    """

    office = models.ForeignKey("organisations.RegistryOffice", models.PROTECT, related_name="+")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="documents")
    position = models.PositiveIntegerField(_("position"))
    state = models.CharField(_("state"), max_length=10, choices=DocumentState, default=DocumentState.READING)
    clues = models.JSONField(_("what was read"), default=dict)
    entered = models.JSONField(_("what was typed"), default=dict)
    annexes = models.PositiveSmallIntegerField(_("annexes announced"), default=0)
    arranged = models.PositiveIntegerField(default=0)
    lease_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    lease_until = models.DateTimeField(null=True)
    letter = models.OneToOneField("letters.Letter", models.PROTECT, null=True, related_name="+")
    deposit = models.OneToOneField("deposits.Deposit", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["intake", "position"]
        verbose_name = _("scanned document")
        verbose_name_plural = _("scanned documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "waiting"], settled_at=None)
                | Q(state="aside", settled_at__isnull=False)
                | Q(state="registered", settled_at__isnull=False)
                & (Q(letter__isnull=False) | Q(deposit__isnull=False)),
                name="document_registered_as_something",
                violation_error_message=_("A registered document is a letter or a deposit."),
            ),
            models.CheckConstraint(
                condition=~Q(state="aside") | ~Q(reason=""),
                name="document_aside_has_reason",
                violation_error_message=_("A document is set aside with a reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "intake", "position"], condition=Q(state="waiting"), name="document_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.intake_id}/{self.position}"
