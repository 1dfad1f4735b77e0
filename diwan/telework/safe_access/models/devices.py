"""Personal devices, the checks they passed, the applications that are forbidden, and what is allowed nevertheless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import DeviceKind, DeviceState, ExceptionState
from .guarded import GuardedQuerySet, PersonalQuerySet

if TYPE_CHECKING:
    from datetime import date


class Device(models.Model):
    """A device that a person uses for work (SEC-1). No serial number: what it is called is enough to find it again."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("what you call it"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=DeviceKind)
    system = models.CharField(_("operating system and its version"), max_length=80)
    browser = models.CharField(_("browser and its version"), max_length=80)
    antivirus = models.CharField(_("antivirus"), max_length=80, blank=True)
    owner = models.CharField(_("whose it is"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=DeviceState, default=DeviceState.DECLARED)
    declared_at = models.DateTimeField(_("declared at"))
    asked_at = models.DateTimeField(_("check asked at"), null=True)
    allowed_until = models.DateField(_("allowed until"), null=True)
    reminded_on = models.DateField(_("reminded on"), null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal device")
        verbose_name_plural = _("personal devices")
        indexes = [models.Index(fields=["administration", "state"], name="safe_device_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=DeviceState.ALLOWED) | Q(allowed_until__isnull=False),
                name="safe_device_allowed_until",
                violation_error_message=_("A device is allowed until a day, never for ever."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="safe_device_named",
                violation_error_message=_("Say what you call the device."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may_be_used(self, on: date) -> bool:
        """Checked, and the check still holds on that day."""
        return self.state == DeviceState.ALLOWED and self.allowed_until is not None and self.allowed_until >= on


class DeviceCheck(models.Model):
    """A check of a device against a dated checklist: each answer, who checked, until when it holds. Never changed."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="checks")
    version = models.CharField(_("version of the checklist"), max_length=20)
    answers = models.JSONField(_("answers"))
    passed = models.BooleanField(_("passed"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("checked by"))
    at = models.DateTimeField(_("moment of the check"))
    until = models.DateField(_("allowed until"), null=True)

    class Meta:
        verbose_name = _("check of a device")
        verbose_name_plural = _("checks of devices")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(passed=False) | Q(until__isnull=False),
                name="safe_check_passed_until",
                violation_error_message=_("A check that passed holds until a day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.version}"


class ForbiddenApplication(models.Model):
    """A line of the list of forbidden applications (source 002, ch. 9 (5)), from a day and, once lifted, to another."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    name = models.CharField(_("application"), max_length=120)
    reason = models.CharField(_("why"), max_length=300)
    since = models.DateField(_("since"))
    until = models.DateField(_("lifted on"), null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("forbidden application")
        verbose_name_plural = _("forbidden applications")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "name"],
                condition=Q(until=None),
                name="safe_application_once",
                violation_error_message=_("This application is on the list already."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="safe_application_reason",
                violation_error_message=_("Say why the application is forbidden."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Allowance(models.Model):
    """An exception asked for a forbidden application, decided with its end."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    application = models.ForeignKey(ForbiddenApplication, models.PROTECT, related_name="allowances")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    purpose = models.CharField(_("what for"), max_length=500)
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=8, choices=ExceptionState, default=ExceptionState.ASKED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    until = models.DateField(_("until"), null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception for an application")
        verbose_name_plural = _("exceptions for applications")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"],
                condition=Q(state=ExceptionState.ASKED),
                name="safe_allowance_once",
                violation_error_message=_("This exception is asked already."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ExceptionState.GRANTED) | Q(until__isnull=False),
                name="safe_allowance_ends",
                violation_error_message=_("An exception is granted until a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.person_id}"
