"""What an administration set for itself beside the rules of its country: dated rows, withdrawn and never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from .enums import RULES

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor


class AdjustmentQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> AdjustmentQuerySet:
        """Those of the administrations over the whole of which this actor may adjust the rules."""
        return self.filter(
            organisations.within(actor, RULES, "administration__unit"), administration__unit__parent__isnull=True
        )

    def standing(self) -> AdjustmentQuerySet:
        """Not withdrawn, oldest first: a later one wins."""
        return self.filter(withdrawn_at__isnull=True).order_by("made_at", "id")

    def at(self, day: date) -> AdjustmentQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class Adjustment(models.Model):
    """One rule of one administration from a day (included) to another (excluded).

    `key` is a rule (`notice`), `profile`, `quota.<code>` or `crisis.<code>`; `value` is as the profile files write it;
    null puts a quota or a crisis rule aside.
    """

    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    key = models.CharField(_("rule"), max_length=80)
    value = models.JSONField(_("value"), null=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    # Null reads: by the system itself, from the demo data for instance.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=500, blank=True, default="")

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("adjustment of a rule")
        verbose_name_plural = _("adjustments of rules")
        constraints = [
            models.CheckConstraint(
                name="adjustment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The end comes after the start."),
            ),
            models.CheckConstraint(
                name="adjustment_grounded",
                condition=~Q(ground="") & ~Q(key=""),
                violation_error_message=_("An adjustment says what it changes and on what ground."),
            ),
            models.CheckConstraint(
                name="adjustment_withdrawn_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__gte=F("made_at")) & ~Q(withdrawal_reason="")),
                violation_error_message=_("A withdrawal has its moment, after the adjustment, and its reason."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["administration", "starts_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="adjustment_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.starts_on}"
