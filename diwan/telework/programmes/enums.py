"""Words of a programme of adoption."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DOCUMENT = "programmes.document"  # the purpose of the files kept here
DECISION = "programme.decision"  # the kind of the act that opens telework


class State(models.TextChoices):
    PREPARING = "preparing", _("in preparation")
    SIGNING = "signing", _("decision before the head")
    OPEN = "open", _("telework is open")
    LAUNCHED = "launched", _("launched")


class StepState(models.TextChoices):
    TODO = "todo", _("to do")
    DOING = "doing", _("under way")
    DONE = "done", pgettext_lazy("step", "done")


class Role(models.TextChoices):
    CHARGE = "charge", _("person in charge")
    TEAM = "team", _("member of the team")
    LIAISON = "liaison", _("liaison officer")
    IT = "it", _("liaison officer for information systems")


class Did(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("step", "planned")
    DONE = "done", pgettext_lazy("step", "done")
    REOPENED = "reopened", pgettext_lazy("step", "reopened")
    CHANGED = "changed", pgettext_lazy("step", "changed")
    DECIDED = "decided", pgettext_lazy("step", "decided")
    REFUSED = "refused", pgettext_lazy("step", "refused")


# What a task is scored by from the first day (000 chapter 4, 002 chapter 7); an administration adds its own.
GUIDE_CRITERIA = (
    ("divisible", _("Can be divided")),
    ("automatable", _("Can be automated")),
    ("electronic", _("Runs on electronic systems")),
)
MOST_SCORE = 5
