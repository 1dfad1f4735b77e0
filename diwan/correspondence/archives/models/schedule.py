"""How long the files of a class are kept, what becomes of them then, and what holds them longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from ..enums import APPROVE, KEEP, Fate

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class OfAdministrationQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> OfAdministrationQuerySet:
        """What belongs to the administrations whose archives this actor keeps or approves."""
        reached = organisations.reached(actor, (KEEP, APPROVE))
        return self.filter(administration__in=reached[KEEP].administrations | reached[APPROVE].administrations)


OfAdministration = models.Manager.from_queryset(OfAdministrationQuerySet)


class RetentionRule(models.Model):
    """One line of the retention schedule (calendrier de conservation): from the closing of a file, years in use, years
    in intermediate storage, then its fate. A class without a rule has that of the class above. Replaced, never changed.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    plan_class = models.ForeignKey(
        "letters.PlanClass", models.PROTECT, related_name="+", verbose_name=_("class of the plan")
    )
    active_years = models.PositiveSmallIntegerField(_("years in use"))
    intermediate_years = models.PositiveSmallIntegerField(_("years in intermediate storage"), default=0)
    fate = models.CharField(_("then"), max_length=8, choices=Fate)
    source = models.CharField(_("by which text or decision"), max_length=300)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(_("replaced at"), null=True)

    objects = OfAdministration()

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention schedule")
        constraints = [
            models.UniqueConstraint(
                fields=["plan_class"],
                condition=Q(replaced_at=None),
                name="retention_one_rule_a_class",
                violation_error_message=_("This class has a rule already."),
            ),
            models.CheckConstraint(
                condition=Q(active_years__lte=200, intermediate_years__lte=200),
                name="retention_years_in_reason",
                violation_error_message=_("At most 200 years: what is kept longer is kept for ever."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="retention_has_source",
                violation_error_message=_("Say by which text or decision."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_class_id}: {self.years} {self.fate}"

    @property
    def years(self) -> int:
        """From the closing of a file to its fate."""
        return self.active_years + self.intermediate_years


class Hold(models.Model):
    """What keeps a file or a letter from its fate: a lawsuit, an audit. Lifted, it stays known."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    dossier = models.ForeignKey("letters.Dossier", models.PROTECT, null=True, related_name="+", verbose_name=_("file"))
    letter = models.ForeignKey("letters.Letter", models.PROTECT, null=True, related_name="+", verbose_name=_("letter"))
    reason = models.CharField(_("reason"), max_length=300)
    placed_at = models.DateTimeField(_("placed at"))
    placed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    lifted_because = models.CharField(_("why it was lifted"), max_length=300, blank=True)

    objects = OfAdministration()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(
                condition=Q(dossier__isnull=False, letter=None) | Q(dossier=None, letter__isnull=False),
                name="hold_on_one_thing",
                violation_error_message=_("A hold is on a file or on a letter."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="hold_has_reason",
                violation_error_message=_("A hold has a reason."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | ~Q(lifted_because=""),
                name="hold_lifted_with_reason",
                violation_error_message=_("Say why the hold is lifted."),
            ),
        ]
        indexes = [
            models.Index(fields=["dossier"], condition=Q(lifted_at=None), name="hold_on_dossier"),
            models.Index(fields=["letter"], condition=Q(lifted_at=None), name="hold_on_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id or self.letter_id}: {self.reason}"
