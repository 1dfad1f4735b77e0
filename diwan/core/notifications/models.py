"""What people are told, and how they want to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import Mail


class Notification(models.Model):
    """One thing said to one person of the house (`person`), or to an address outside it (`email` alone).

    `kind` is what people choose by ("deposit.accepted"); `key` is what keeps the same thing from being said twice.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("person")
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(_("address of the thing"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=3, choices=settings.LANGUAGES)
    key = models.CharField(_("key"), max_length=120, null=True, unique=True)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True)
    mail = models.CharField(_("e-mail"), max_length=8, choices=Mail.choices, default=Mail.NONE)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)
    to_push = models.BooleanField(_("to be told on the devices"), default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(email=""),
                name="notification_has_a_reader",
                violation_error_message=_("A notification goes to a person or to an e-mail address."),
            )
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notification_of_person"),
            models.Index(
                fields=["person"], condition=models.Q(read_at=None, person__isnull=False), name="notification_unread"
            ),
            models.Index(fields=["person"], condition=models.Q(to_push=True), name="notification_to_push"),
        ]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")

    def __str__(self) -> str:
        return self.subject


class Preference(models.Model):
    """A person's choice for one kind; where there is none, e-mails are sent and devices told."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=60)
    by_mail = models.BooleanField(_("by e-mail"))
    by_push = models.BooleanField(_("on the devices"), default=True, db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="preference_once",
                violation_error_message=_("This choice has been made already."),
            )
        ]
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")

    def __str__(self) -> str:
        return f"{self.kind}: {self.by_mail}"


class Device(models.Model):
    """A browser in which a person asked to be told: where its messages are brought and what they are encrypted with.

    `mark` is the SHA-256 of what a cookie of that browser holds: by it the device goes when its person signs out there.
    `failures` follow one another; a message that arrives sets them back.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    endpoint = models.CharField(_("address at the push service"), max_length=1000)
    browser_key = models.CharField(max_length=90)
    secret = models.CharField(max_length=30)
    label = models.CharField(_("device"), max_length=80)
    mark = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("turned on at"))
    delivered_at = models.DateTimeField(_("last told at"), null=True)
    failures = models.PositiveIntegerField(_("failures since"), default=0)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"],
                name="device_endpoint_once",
                violation_error_message=_("This device is turned on already."),
            ),
            models.CheckConstraint(
                condition=models.Q(failures=0, failing_since=None)
                | models.Q(failures__gt=0, failing_since__isnull=False),
                name="device_fails_since_a_moment",
                violation_error_message=_("A device that fails has failed since a moment."),
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="device_of_person"),
            models.Index(fields=["mark"], name="device_by_mark"),
        ]
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return self.label
