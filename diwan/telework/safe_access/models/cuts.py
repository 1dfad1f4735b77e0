"""The cut of a lost device, and the looks into what somebody did remotely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..enums import By, Directory
from .guarded import helped

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class CutQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> CutQuerySet:
        """The person, the desk and the security officers."""
        mine = Q(person=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
        return self.filter(mine | Q(administration__in=helped(actor)))


class Cut(models.Model):
    """Every access of a person, ended at once because a device was lost (SEC-2); one stands at a time.

    `closed_before`: the account had been closed already, by somebody else: restoring does not open it.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    device = models.ForeignKey("safe_access.Device", models.PROTECT, null=True, related_name="+")
    what = models.CharField(_("what was lost"), max_length=200, blank=True)
    by = models.CharField(_("reported by"), max_length=4, choices=By)
    reported_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    asked = models.JSONField(_("control questions asked"), default=list)
    at = models.DateTimeField(_("cut at"))
    incident_id = models.BigIntegerField(_("incident"), null=True)
    closed_before = models.BooleanField(default=False)
    rights = models.PositiveIntegerField(_("rights withdrawn"), default=0)
    devices = models.PositiveIntegerField(_("devices marked lost"), default=0)
    signatures = models.PositiveIntegerField(_("signatures stopped"), default=0)
    directory = models.CharField(_("directory"), max_length=9, choices=Directory, default=Directory.NONE)
    directory_name = models.CharField(_("name in the directory"), max_length=300, blank=True)
    directory_at = models.DateTimeField(_("confirmed at"), null=True)
    directory_tries = models.PositiveIntegerField(_("tries"), default=0)
    directory_error = models.CharField(_("last answer"), max_length=300, blank=True)
    restored_at = models.DateTimeField(_("restored at"), null=True)
    restored_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    identity = models.CharField(_("how the identity was checked"), max_length=300, blank=True)

    objects = CutQuerySet.as_manager()

    class Meta:
        verbose_name = _("cut of access")
        verbose_name_plural = _("cuts of access")
        indexes = [models.Index(fields=["administration", "-at"], name="safe_cut_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(restored_at=None),
                name="safe_cut_one_at_a_time",
                violation_error_message=_("The access of this person is cut already."),
            ),
            models.CheckConstraint(
                condition=Q(restored_at=None) | ~Q(identity=""),
                name="safe_cut_restored_after_check",
                violation_error_message=_("Say how the identity was checked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d %H:%M}"


class LookQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> LookQuerySet:
        """Whoever looked, and whoever was looked at."""
        if actor.person_id is None:
            return self.none()
        return self.filter(Q(by=actor.person_id) | Q(person=actor.person_id))


class Look(models.Model):
    """A security officer looked at what a person did remotely, over a period, for a stated purpose (SEC-6)."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("looked at by"))
    purpose = models.CharField(_("purpose"), max_length=300)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    at = models.DateTimeField(_("moment of the look"))

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = _("look into the log")
        verbose_name_plural = _("looks into the log")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="safe_look_period",
                violation_error_message=_("The end comes after the start."),
            ),
            models.CheckConstraint(
                condition=~Q(purpose=""),
                name="safe_look_purpose",
                violation_error_message=_("Say what the look is for."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.first} {self.last}"
