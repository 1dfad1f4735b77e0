"""The words of support."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

JOINED = "support.joined"  # why files of help requests are kept
CERTIFICATE = "support.certificate"


class State(models.TextChoices):
    """Where a help request stands."""

    OPEN = "open", _("Not yet taken")
    TAKEN = "taken", _("In hand")
    WAITING = "waiting", _("Waiting for your answer")
    SOLVED = "solved", _("Solved")


LIVE = (State.OPEN, State.TAKEN, State.WAITING)


class Category(models.TextChoices):
    ACCESS = "access", _("Remote access and passwords")
    EQUIPMENT = "equipment", _("Computer and equipment")
    SOFTWARE = "software", _("Software and platforms")
    NETWORK = "network", _("Connection")
    MEETING = "meeting", _("Remote meetings")
    SECURITY = "security", _("Security doubt")
    OTHER = "other", _("Other")


class Urgency(models.IntegerChoices):
    BLOCKED = 1, _("I cannot work")
    HINDERED = 2, _("I work with difficulty")
    QUESTION = 3, _("A question")


class Way(models.TextChoices):
    REMOTE = "remote", _("Remotely")
    ON_SITE = "on_site", _("On site")


class Satisfaction(models.IntegerChoices):
    BAD = 1, _("Not satisfied")
    FAIR = 2, _("Partly satisfied")
    GOOD = 3, _("Satisfied")


class GuideKind(models.TextChoices):
    GUIDE = "guide", _("Short guide")
    SECURITY = "security", _("Security guide")


class Audience(models.TextChoices):
    TELEWORKERS = "teleworkers", _("Teleworkers in force")
    UNIT = "unit", _("A unit and all below it")
    ALL = "all", _("Everybody in the administration")
