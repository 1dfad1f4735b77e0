"""Filters of lists that people keep under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> SavedViewQuerySet:
        """One's own, and those shared with a unit where one sits."""
        if actor.person_id is None:
            return self.none()
        return self.filter(Q(owner_id=actor.person_id) | Q(unit_id__in=[seat.unit_id for seat in actor.seats]))


class SavedView(models.Model):
    """A filter of a list under a name: personal, or shared with a unit. `query` is the address it stands for."""

    listing = models.CharField(_("list"), max_length=40)
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("owner"))
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared with")
    )
    name = models.CharField(_("name"), max_length=80)
    query = models.TextField(_("filter"), blank=True)
    position = models.PositiveIntegerField(_("position"))
    is_default = models.BooleanField(_("opened first"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "listing", "name"],
                name="view_name_once",
                violation_error_message=_("You already have a view of this name."),
            ),
            models.UniqueConstraint(
                fields=["owner", "listing"],
                condition=Q(is_default=True),
                name="view_one_default",
                violation_error_message=_("One view only is opened first."),
            ),
        ]
        indexes = [models.Index(fields=["unit", "listing"], condition=Q(unit__isnull=False), name="view_shared")]

    def __str__(self) -> str:
        return self.name
