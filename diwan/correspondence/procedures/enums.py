"""The words of the catalogue of procedures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayUnit(models.TextChoices):
    CALENDAR = "calendar", _("calendar days")
    WORKING = "working", _("working days")


class ClockStart(models.TextChoices):
    """From when the administration's time runs."""

    REGISTRATION = "registration", _("the day of the receipt")
    ACCEPTANCE = "acceptance", _("the day the file is accepted as complete")


class Silence(models.TextChoices):
    """What no answer in time means."""

    ACCEPTANCE = "acceptance", _("acceptance")
    REFUSAL = "refusal", _("refusal")
    NOTHING = "nothing", _("nothing by itself")


class Identity(models.TextChoices):
    """Whether a depositor must give the number of an identity document."""

    REQUIRED = "required", _("required")
    OPTIONAL = "optional", _("optional")
    NONE = "none", _("not asked")
