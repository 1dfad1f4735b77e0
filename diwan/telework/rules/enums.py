"""Words that the whole wing shares: its rights, the headings of its menu, and what a quota is made of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# Rights. Whoever sits in a post has what an employee needs without any of them.
MANAGE = "telework.manage"  # decide, set tasks, see the team
RULES = "telework.rules"
PROGRAMME = "telework.programme"
EVALUATE = "telework.evaluate"
CRISIS = "telework.crisis"
SECURITY = "telework.security"
DESK = "telework.desk"

# Headings under which the apps of the wing register their pages.
MINE = _("My telework")
TEAM = _("Team")
STEERING = _("Telework programme")
SAFETY = _("Safe access")


class Direction(models.TextChoices):
    MIN = "min", _("at least")
    MAX = "max", _("at most")


class Scope(models.TextChoices):
    ADMINISTRATION = "administration", _("the whole administration")
    UNIT = "unit", _("each unit")
    GRADE = "grade", _("each grade")
    COUNTER = "counter", _("each counter")


class Window(models.TextChoices):
    DAY = "day", _("each day")
    WEEK = "week", _("on average over the week")
    MONTH = "month", _("on average over the month")


class Room(models.TextChoices):
    """How far an administration may move a figure that a text sets."""

    FREE = "free", _("The administration may set another figure.")
    LOWER = "lower", _("The administration may set less, not more.")
    HIGHER = "higher", _("The administration may set more, not less.")
    NONE = "no", _("The text leaves no room: the administration cannot change it.")


class Shape(models.TextChoices):
    """What the value of a rule looks like."""

    SPAN = "span", _("length of time")
    COUNT = "count", _("number")
    PERCENT = "percent", _("percentage")
    WEEKDAY = "weekday", _("day of the week")
    TIME = "time", _("hour")
    FRACTION = "fraction", _("fraction")
    CHOICE = "choice", _("choice")
    FLAG = "flag", _("yes or no")
