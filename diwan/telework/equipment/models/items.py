"""What an administration hands out, and what happened to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

from ..enums import Kind, State, Step

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class ItemQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> ItemQuerySet:
        """The inventory of the units whose desk this is, and what one holds oneself."""
        kept = organisations.within(actor, rules.DESK, "unit")
        return self.filter(kept | Q(holder=actor.person_id)) if actor.person_id else self.filter(kept)

    def kept_by(self, actor: Actor) -> ItemQuerySet:
        return self.filter(organisations.within(actor, rules.DESK, "unit"))


class Item(models.Model):
    """A thing or an access with its number in the inventory; `holder` answers for it since it was signed for."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit it belongs to")
    )
    number = models.CharField(_("inventory number"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    label = models.CharField(_("what it is"), max_length=150)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STORED)
    holder = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("person who holds it")
    )
    since = models.DateTimeField(_("held since"), null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_at = models.DateTimeField(_("entered at"))

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("item of equipment")
        verbose_name_plural = _("items of equipment")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "number"],
                name="item_number_once",
                violation_error_message=_("Another item has this inventory number."),
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(label=""),
                name="item_named",
                violation_error_message=_("An item has a number and says what it is."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.OUT, holder__isnull=False, since__isnull=False)
                | Q(state=State.LOST)
                | ~Q(state__in=[State.OUT, State.LOST]) & Q(holder=None, since=None),
                name="item_out_has_a_holder",
                violation_error_message=_("Only what is with somebody, or was lost by them, has a holder."),
            ),
        ]
        indexes = [
            models.Index(fields=["holder"], condition=Q(holder__isnull=False), name="item_of_holder"),
            models.Index(fields=["unit", "kind"], name="item_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class Movement(models.Model):
    """One line of the history of an item."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="movements")
    at = models.DateTimeField(_("at"))
    step = models.CharField(_("what"), max_length=10, choices=Step)
    person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("person concerned")
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("noted by"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    slip = models.ForeignKey("equipment.Slip", models.PROTECT, null=True, related_name="+", verbose_name=_("slip"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("movement of an item")
        verbose_name_plural = _("movements of items")

    def __str__(self) -> str:
        return f"{self.item_id} {self.step}"
