"""Signed documents that must be checkable for long: when their last time-stamp expires, and how it was renewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from ..enums import KEEP

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor

LEVELS = [
    ("B-B", "B-B"),
    ("B-T", "B-T"),
    ("B-LT", "B-LT"),
    ("B-LTA", "B-LTA"),
]  # the standard's names


class LastingFileQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> LastingFileQuerySet:
        """Those of the administrations whose signed documents this actor keeps."""
        kept = organisations.reached(actor, (KEEP,))[KEEP].administrations
        return self.filter(administration__in=kept)

    def due(self, until: date) -> LastingFileQuerySet:
        """Those that expire by then, the nearest first."""
        return self.filter(expires_on__lte=until).order_by("expires_on", "pk")

    def locked(self) -> LastingFileQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class LastingFile(models.Model):
    """A signed document and the day until which it can be checked by itself.

    `file` is what it is now, with the time-stamps added since; who keeps the document hears of each change by a fact.
    `purpose` and `subject` say for what it is kept, in the words of core/files.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    label = models.CharField(_("document"), max_length=300)
    level = models.CharField(_("level"), max_length=5, choices=LEVELS)
    stamped_at = models.DateTimeField(_("watched since"))
    expires_on = models.DateField(_("can be checked until"))
    renewed_at = models.DateTimeField(_("renewed"), null=True)
    renewals = models.PositiveSmallIntegerField(_("renewals"), default=0)
    failed_at = models.DateTimeField(_("failed"), null=True)
    failure = models.CharField(max_length=20, blank=True)  # a key of refusing.WORDS, or "authority", "gone"

    objects = LastingFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed document that lasts")
        verbose_name_plural = _("signed documents that last")
        ordering = ["expires_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "subject"],
                name="signing_lasting_once",
                violation_error_message=_("This document is watched already."),
            ),
            models.CheckConstraint(
                condition=Q(renewals=0, renewed_at=None) | Q(renewals__gt=0, renewed_at__gte=F("stamped_at")),
                name="signing_lasting_renewed_since",
                violation_error_message=_("A document is renewed after it was first stamped."),
            ),
        ]
        indexes = [models.Index(fields=["administration", "expires_on"], name="signing_lasting_expiry")]

    def __str__(self) -> str:
        return self.label
