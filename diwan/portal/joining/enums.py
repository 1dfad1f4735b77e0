"""The words of joining."""

from django.db import models
from django.utils.translation import gettext_lazy as _

OPERATE = "joining.operate"  # opens administrations and sees how far each has come; of the whole instance or nothing


class StepCode(models.TextChoices):
    """The steps of an administration that joins, in the order of the board."""

    STRUCTURE = "structure", _("Units and posts")
    PEOPLE = "people", _("People")
    OFFICES = "offices", _("Registry offices")
    PROCEDURES = "procedures", _("Procedures")
    SEAL = "seal", _("Seal key")
    INVITATIONS = "invitations", _("Invitations")
    TRIAL = "trial", _("Trial deposit")
    LOOK = "look", _("Look")


class SheetCode(models.TextChoices):
    """The sheets of the workbook, and the tables of a CSV file."""

    UNITS = "units", _("Units")
    POSTS = "posts", _("Posts")
    PEOPLE = "people", _("People")


class ChangeKind(models.TextChoices):
    """What a row of the workbook will do."""

    CREATED = "created", _("New")
    RENAMED = "renamed", _("Renamed")
    MOVED = "moved", _("Moved")
    CLASSIFIED = "classified", _("Kind corrected")
    GRANTED = "granted", _("Rights changed")
    CORRECTED = "corrected", _("Corrected")
    SEATED = "seated", _("Takes the post")
    REPLACES = "replaces", _("Takes the post from its holder")
