"""How fast an administration wants its letters treated, and when it reminds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(models.Model):
    """Delays in days worked by the calendar of the country. An administration without a row follows the defaults."""

    administration = models.OneToOneField(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    normal = models.PositiveSmallIntegerField(_("a normal letter, working days"), default=10)
    urgent = models.PositiveSmallIntegerField(_("an urgent letter, working days"), default=3)
    very_urgent = models.PositiveSmallIntegerField(_("a very urgent letter, working days"), default=1)
    remind_before = models.PositiveSmallIntegerField(_("remind before the last day, working days"), default=2)
    escalate_after = models.PositiveSmallIntegerField(_("tell the head when late by, working days"), default=3)
    weekly = models.BooleanField(_("send heads the weekly list"), default=True)

    class Meta:
        verbose_name = _("delays of an administration")
        verbose_name_plural = _("delays of administrations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(normal__gte=1, urgent__gte=1, very_urgent__gte=1, escalate_after__gte=1),
                name="pace_is_days",
                violation_error_message=_("A delay is of one day at least."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.administration_id}"
