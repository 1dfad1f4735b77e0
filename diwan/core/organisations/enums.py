"""The words of the house of administrations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ADMINISTER = "organisations.administer"


class Country(models.TextChoices):
    MOROCCO = "MA", _("Morocco")
    KUWAIT = "KW", _("Kuwait")


class UnitKind(models.TextChoices):
    CENTRE = "centre", _("Central administration")
    DIRECTORATE = "directorate", _("Directorate")
    DIVISION = "division", _("Division")
    SERVICE = "service", _("Service")
    REGION = "region", _("Regional body")
    PROVINCE = "province", _("Provincial body")
    ESTABLISHMENT = "establishment", _("Establishment")
    OFFICE = "office", _("Office")


class ReachLevel(models.TextChoices):
    """How far a right held at a post extends."""

    UNIT = "unit", _("The unit of the post")
    SUBTREE = "subtree", _("The unit and all below it")
    ADMINISTRATION = "administration", _("The whole administration")
    INSTANCE = "instance", _("All administrations")


class Basis(models.TextChoices):
    """By what title a person sits in a post; acts say it."""

    HOLDER = "holder", _("holder")
    INTERIM = "interim", _("interim")
    DELEGATION = "delegation", _("by delegation")
