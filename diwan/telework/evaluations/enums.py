"""Words of the evaluation: roles, states of a session, what may be decided of an agreement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

MINUTES, REPORT = "evaluation.minutes", "evaluation.report"


class Role(models.TextChoices):
    CHAIR = "chair", _("chair")
    SECRETARY = "secretary", _("secretary")
    MEMBER = "member", _("member")


class State(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("sitting")
    CLOSED = "closed", _("closed, minutes to sign")
    SIGNED = "signed", _("minutes signed")


class Why(models.TextChoices):
    PERIODIC = "periodic", _("periodic evaluation")
    RENEWAL = "renewal", _("before a renewal")
    MANAGER = "manager", _("asked by the manager")


class Choice(models.TextChoices):
    END = "end", _("end it")
    RENEW = "renew", _("renew it")
    KEEP = "keep", _("keep it as it is")
    AMEND = "amend", _("propose other days")


class CostKind(models.TextChoices):
    TRAVEL = "travel", _("travel of one day")
    ENERGY = "energy", _("energy of one work place, one day")
    DISTANCE = "distance", _("kilometres of one day")


class Verdict(models.TextChoices):
    """What the committee decided of an amendment of the rules."""

    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("rejected")


class ServiceKind(models.TextChoices):
    """Figures of the service to the public that nothing here records: the committee enters them with their source."""

    IN_TIME = "in_time", _("requests of the public answered in time")
    WAITING = "waiting", _("mean time to answer the public")
    USERS = "users", _("satisfaction of the public")
    COMPLAINTS = "complaints", _("complaints of the public")
