"""The words of safe access."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

REPORT = "safe_access.audit"  # the purpose under which the report of an audit is kept
NOTICE = "safe_access.device"
CUT = "safe_access.cut"


class DeviceKind(models.TextChoices):
    LAPTOP = "laptop", _("Laptop")
    DESKTOP = "desktop", _("Desktop computer")
    PHONE = "phone", _("Telephone")
    TABLET = "tablet", _("Tablet")


class DeviceState(models.TextChoices):
    DECLARED = "declared", _("Declared")
    TO_CHECK = "to_check", _("To be checked")
    ALLOWED = "allowed", _("Allowed")
    REFUSED = "refused", _("Not allowed")
    EXPIRED = "expired", _("Check is over")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LOST = "lost", _("Lost")


class ExceptionState(models.TextChoices):
    ASKED = "asked", _("Exception asked")
    GRANTED = "granted", _("Exception granted")
    REFUSED = "refused", _("Exception refused")


class SystemKind(models.TextChoices):
    VPN = "vpn", _("Virtual private network (VPN)")
    DIRECTORY = "directory", _("Directory")
    APPLICATION = "application", _("Application")
    DATABASE = "database", _("Database")
    FILES = "files", _("Shared files")


class Sensitivity(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    SENSITIVE = "sensitive", _("Sensitive")
    CRITICAL = "critical", _("Critical")


class RightState(models.TextChoices):
    ASKED = "asked", _("Waits for the security officer")
    GRANTED = "granted", _("In force")
    SUSPENDED = "suspended", _("Suspended with the authorisation")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED = "ended", _("Over")


LIVE = (RightState.ASKED, RightState.GRANTED, RightState.SUSPENDED)


class Answer(models.TextChoices):
    WAITING = "waiting", _("Waits for the owner")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the owner")
    LAPSED = "lapsed", _("Not answered: withdrawn")


class Sense(models.TextChoices):
    EXTRA = "extra", _("Has it, but should not")
    MISSING = "missing", _("Should have it, but has not")


class Source(models.TextChoices):
    FILE = "file", _("Exported list")
    DIRECTORY = "directory", _("Directory (LDAP)")


class Severity(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class By(models.TextChoices):
    SELF = "self", _("The person, signed in")
    DESK = "desk", _("The desk, by telephone")


class Directory(models.TextChoices):
    """Where the account in the directory of the administration stands."""

    NONE = "none", _("No directory: the account is kept here")
    PENDING = "pending", _("Asked of the directory, not confirmed yet")
    CONFIRMED = "confirmed", _("Confirmed by the directory")
    REOPENING = "reopening", _("Being opened again in the directory")
    REOPENED = "reopened", _("Open again in the directory")
