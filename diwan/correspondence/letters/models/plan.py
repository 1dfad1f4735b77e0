"""The classification plan of an administration, and the files by subject it gives their place (ISO 15489)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Named

from ..enums import Level


class PlanClass(Named):
    """A heading of the plan, such as `03.2 Movements of staff`. `path` holds the keys from the top, as of units."""

    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("under")
    )
    path = models.TextField(editable=False)
    code = models.CharField(_("code"), max_length=20)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "code"],
                name="plan_class_code_once",
                violation_error_message=_("Another class of the plan has this code."),
            ),
            models.CheckConstraint(
                condition=~Q(code=""),
                name="plan_class_has_code",
                violation_error_message=_("A class of the plan has a code."),
            ),
        ]
        verbose_name = _("class of the plan")
        verbose_name_plural = _("classes of the plan")


class Dossier(models.Model):
    """A file by subject (ملف موضوعي): the letters of one matter, in a class of the plan, kept by a unit."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("kept by"))
    plan_class = models.ForeignKey(
        PlanClass, models.PROTECT, related_name="dossiers", verbose_name=_("class of the plan")
    )
    code = models.CharField(_("number"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    level = models.CharField(_("who may read it"), max_length=12, choices=Level, default=Level.ORDINARY)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "code"],
                name="dossier_code_once",
                violation_error_message=_("Another file of this administration has this number."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="dossier_closes_after_opening",
                violation_error_message=_("A file cannot be closed before it was opened."),
            ),
        ]
        verbose_name = _("file by subject")
        verbose_name_plural = _("files by subject")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
