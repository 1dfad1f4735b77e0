"""The words of the parapheur."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SEND = "parapheur.send"  # the right to send folders for signature in the name of a unit
SUBJECT = "parapheur.folder"  # what circuits call a folder


class Role(models.TextChoices):
    """What a file is for in a folder."""

    MAIN = "main", _("To be signed")
    ANNEX = "annex", _("Goes with it")


class SignatureState(models.TextChoices):
    """What became of an authorised signature."""

    WAITING = "waiting", _("Authorised, being made")
    MADE = "made", _("Made")
    FAILED = "failed", _("Not made")
