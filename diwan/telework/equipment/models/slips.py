"""Slips: many items, one signature of each side, going out or coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

from ..enums import Condition, Kind, SlipState, Way

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class OfPerson(models.QuerySet):
    def visible_to(self, actor: Actor) -> OfPerson:
        """One's own, and those of the units whose desk this is."""
        kept = organisations.within(actor, rules.DESK, "unit")
        return self.filter(kept | Q(person=actor.person_id)) if actor.person_id else self.filter(kept)


class Slip(models.Model):
    """A hand-over or a return. `alone` says why the employee does not sign a return: they left, or are out of reach."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    way = models.CharField(_("way"), max_length=4, choices=Way)
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("employee"))
    agreement = models.PositiveBigIntegerField(_("agreement"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=SlipState, default=SlipState.SIGNING)
    note = models.TextField(_("note"), blank=True)
    alone = models.CharField(_("why the employee does not sign"), max_length=300, blank=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    act = models.PositiveBigIntegerField(_("act"), null=True, editable=False)
    reference = models.CharField(_("number"), max_length=80, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = OfPerson.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("slip of equipment")
        verbose_name_plural = _("slips of equipment")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SlipState.SIGNING, ended_at=None) | ~Q(state="signing") & Q(ended_at__isnull=False),
                name="slip_end_dated",
                violation_error_message=_("What is over has the moment it ended, and only what is over."),
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | ~Q(reference=""),
                name="slip_signed_has_number",
                violation_error_message=_("A signed slip has its number."),
            ),
            models.CheckConstraint(
                condition=Q(alone="") | Q(way="back"),
                name="slip_out_signed_by_both",
                violation_error_message=_("Nobody receives equipment without signing for it."),
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="slip_of_person")]

    def __str__(self) -> str:
        return f"{self.way} {self.person_id}"

    @property
    def subject_key(self) -> str:
        return f"equipment.slip:{self.pk}"


class SlipLine(models.Model):
    """An item on a slip and its condition then. `live` while the slip is at signature: an item is on one at a time."""

    slip = models.ForeignKey(Slip, models.CASCADE, related_name="lines")
    item = models.ForeignKey("equipment.Item", models.PROTECT, related_name="+", verbose_name=_("item"))
    condition = models.CharField(_("condition"), max_length=8, choices=Condition, default=Condition.GOOD)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line of a slip")
        verbose_name_plural = _("lines of slips")
        constraints = [
            models.UniqueConstraint(
                fields=["slip", "item"],
                name="slip_item_once",
                violation_error_message=_("This item is on the slip already."),
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(live=True),
                name="slip_item_on_one_at_a_time",
                violation_error_message=_("This item is on another slip that waits for signatures."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slip_id}/{self.item_id}"


class Photo(models.Model):
    """A picture of the condition, kept with the slip."""

    slip = models.ForeignKey(Slip, models.CASCADE, related_name="photos")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("picture of a slip")
        verbose_name_plural = _("pictures of slips")
        constraints = [
            models.UniqueConstraint(
                fields=["slip", "file"],
                name="slip_photo_once",
                violation_error_message=_("This picture is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.slip_id}/{self.file_id}"


class Need(models.Model):
    """The desk says that somebody needs a kind of equipment before they begin; it ends with a signed hand-over, or when
    it is withdrawn."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("employee"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    noted_at = models.DateTimeField(_("noted at"))
    met_at = models.DateTimeField(_("met at"), null=True)

    objects = OfPerson.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("need of equipment")
        verbose_name_plural = _("needs of equipment")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(met_at=None),
                name="need_once",
                violation_error_message=_("This need is noted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class DueReturn(models.Model):
    """Everything somebody holds is to come back: asked when their agreement ended, over when nothing is left."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("employee"))
    agreement = models.PositiveBigIntegerField(_("agreement"), null=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("due on"))
    closed_at = models.DateTimeField(_("all came back at"), null=True)

    objects = OfPerson.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("return that is asked")
        verbose_name_plural = _("returns that are asked")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_at=None),
                name="return_asked_once",
                violation_error_message=_("This return is asked already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.due_on}"
