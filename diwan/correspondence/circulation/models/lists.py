"""Distribution lists: to forty directorates in one choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from ..enums import DISPATCH, Verb

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class DistributionListQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> DistributionListQuerySet:
        """The lists of one's administration as a whole, those of the units above one's own, those within reach."""
        ours = {seat.administration_id for seat in actor.seats}
        above = {int(key) for seat in actor.seats for key in seat.unit_path.strip("/").split("/")}
        found = Q(administration__in=ours, unit=None) | Q(unit__in=above)
        return self.filter(found | Q(unit__isnull=False) & organisations.within(actor, DISPATCH, "unit"))


class DistributionList(models.Model):
    """Units and posts that are often written to together, of a unit or (`unit` empty) of the whole administration."""

    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )
    name = models.CharField(_("name"), max_length=120)
    made_at = models.DateTimeField(_("made at"))

    objects = DistributionListQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("distribution list")
        verbose_name_plural = _("distribution lists")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "unit", "name"],
                nulls_distinct=False,
                name="distribution_list_name_once",
                violation_error_message=_("Another list has this name."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="distribution_list_named",
                violation_error_message=_("A list has a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DistributionEntry(models.Model):
    """One line of a list: a unit (its head), or a post of it by name, and what it is asked; `days` empty gives it the
    usual time of the letter."""

    list = models.ForeignKey(DistributionList, models.CASCADE, related_name="entries", verbose_name=_("list"))
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    post = models.ForeignKey(
        "organisations.Post", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post")
    )
    verb = models.CharField(_("to do"), max_length=10, choices=Verb)
    lead = models.BooleanField(_("in charge"), default=False)
    days = models.PositiveSmallIntegerField(_("days given, worked ones"), null=True, blank=True)
    text = models.TextField(_("instruction"), blank=True)
    position = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("line of a distribution list")
        verbose_name_plural = _("lines of distribution lists")
        constraints = [
            models.UniqueConstraint(
                fields=["list", "unit", "post"],
                nulls_distinct=False,
                name="distribution_entry_once",
                violation_error_message=_("This unit or post is named twice."),
            ),
            models.UniqueConstraint(
                fields=["list"],
                condition=Q(lead=True),
                name="distribution_one_lead",
                violation_error_message=_("One unit is in charge; the others take part."),
            ),
            models.CheckConstraint(
                condition=Q(days=None) | Q(days__gte=1) & ~Q(verb=Verb.INFORM),
                name="distribution_entry_days",
                violation_error_message=_("A delay is of one day at least, and a copy for information has none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id}/{self.position}"
