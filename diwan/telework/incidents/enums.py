"""The words of incidents."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT = "incidents.piece"  # the purpose under which files of an incident are kept
KIND_OF_NOTICE = "incidents.declared"


class Kind(models.TextChoices):
    """What happened (source 000 §5: theft of data, loss of the secret code, malicious programs…)."""

    THEFT = "theft", _("Theft or leak of data")
    PASSWORD = "password", _("Lost or disclosed password")
    MALWARE = "malware", _("Malicious program")
    DEVICE = "device", _("Lost or stolen device")
    PHISHING = "phishing", _("Deceptive message (phishing)")
    OTHER = "other", _("Other incident")


class Gravity(models.TextChoices):
    LOW = "low", _("Low")
    SERIOUS = "serious", _("Serious")
    CRITICAL = "critical", _("Critical")


class State(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
