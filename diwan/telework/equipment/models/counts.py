"""Counts: somebody goes through a unit and ticks what they see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class CountQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> CountQuerySet:
        return self.filter(organisations.within(actor, rules.DESK, "unit"))


class Count(models.Model):
    """A count of everything that belongs to a unit and those below it."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    opened_at = models.DateTimeField(_("begun at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = CountQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(closed_at=None),
                name="count_one_at_a_time",
                violation_error_message=_("A count of this unit is under way."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.opened_at:%Y-%m-%d}"


class Sighting(models.Model):
    """Whether an item was seen; unanswered until somebody looked."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="sightings")
    item = models.ForeignKey("equipment.Item", models.PROTECT, related_name="+", verbose_name=_("item"))
    seen = models.BooleanField(_("seen"), default=False)
    seen_at = models.DateTimeField(_("seen at"), null=True)

    class Meta:
        ordering = ["item__number"]
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of counts")
        constraints = [
            models.UniqueConstraint(
                fields=["count", "item"],
                name="sighting_once",
                violation_error_message=_("An item is counted once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.count_id}/{self.item_id}"
