"""The words of continuity."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

SWITCH, RETURN, PLAN = "telework.crisis", "telework.crisis_return", "telework.continuity_plan"  # kinds of acts
LOT = 2000  # people told in one transaction


class PlanState(models.TextChoices):
    """Where a version of the continuity plan stands."""

    DRAFT = "draft", _("Being written")
    SIGNING = "signing", _("Being signed")
    APPROVED = "approved", _("Holds now")
    REPLACED = "replaced", _("Replaced by a newer version")


class CrisisState(models.TextChoices):
    """Where a crisis switch stands, from its plan to the return."""

    PLANNING = "planning", _("The plan is being made")
    PLANNED = "planned", _("Planned, not signed")
    SIGNING = "signing", _("Being signed")
    APPLYING = "applying", _("Signed; people are being told")
    IN_FORCE = "in_force", _("Holds now")
    RETURNING = "returning", _("Ending; people are being told")
    OVER = "over", _("Over")
    REFUSED = "refused", _("Refused by its signer")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WORKING = (CrisisState.PLANNING, CrisisState.APPLYING, CrisisState.RETURNING)  # a job has something to do
DREW = (CrisisState.APPLYING, CrisisState.IN_FORCE, CrisisState.RETURNING, CrisisState.OVER, CrisisState.WITHDRAWN)
HOLDS = (CrisisState.APPLYING, CrisisState.IN_FORCE)  # keeps another from starting over the same people


class Kind(models.TextChoices):
    """Why somebody is on site or away in a crisis."""

    ROTATION = "rotation", _("By rotation")
    VITAL = "vital", _("Vital service")
    EXEMPT = "exempt", _("Exempted")
    JOINED = "joined", _("Joined after the start")
