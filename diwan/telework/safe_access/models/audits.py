"""Audits of platforms before they open to telework, and what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import Severity
from .guarded import GuardedQuerySet, guarded

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class Audit(models.Model):
    """An audit of a system by a provider (SEC-7), with its report."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    system = models.ForeignKey("safe_access.System", models.PROTECT, related_name="audits", verbose_name=_("system"))
    provider = models.CharField(_("provider"), max_length=160)
    done_on = models.DateField(_("done on"))
    report = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by"))
    at = models.DateTimeField(_("recorded at"))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit")
        verbose_name_plural = _("audits")
        ordering = ["-done_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.system_id} {self.done_on}"


class FindingQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> FindingQuerySet:
        return self.filter(audit__administration__in=guarded(actor))


class Finding(models.Model):
    """What an audit found, followed by its owner until it is closed."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="findings")
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    text = models.CharField(_("finding"), max_length=500)
    owner = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("owner"))
    due_on = models.DateField(_("to be mended before"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    how = models.CharField(_("how it was mended"), max_length=300, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(how=""),
                name="safe_finding_closed_how",
                violation_error_message=_("Say how it was mended."),
            )
        ]

    def __str__(self) -> str:
        return self.text
