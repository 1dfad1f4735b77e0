"""Words of the calendars."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an authority can announce."""

    MONTH = "month", _("First day of a Hijri month")
    HOLIDAY = "holiday", _("Day off")
    WORKING = "working", _("Working day in place of a day off")
