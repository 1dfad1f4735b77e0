"""The words of the archives, and what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

KEEP = "archives.keep"  # the right to keep the retention schedule, holds, lists and packages
APPROVE = "archives.approve"  # the right to approve a destruction, which is never the one who proposed it


class Fate(models.TextChoices):
    """What becomes of a file when its time is over."""

    DESTROY = "destroy", _("To be destroyed")
    KEEP = "keep", _("Kept for ever")
    SAMPLE = "sample", _("Sorted: part of it is kept")


class ListState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    DONE = "done", _("Carried out")


LIST_TRANSITIONS: dict[str, frozenset[str]] = {
    ListState.PROPOSED: frozenset({ListState.APPROVED, ListState.REFUSED}),
    ListState.APPROVED: frozenset({ListState.DONE}),
    ListState.REFUSED: frozenset(),
    ListState.DONE: frozenset(),
}


class ItemState(models.TextChoices):
    LISTED = "listed", _("To be destroyed")
    SPARED = "spared", _("Left out")
    DESTROYED = "destroyed", _("Destroyed")


class Way(models.TextChoices):
    OUT = "out", _("Made here")
    IN = "in", _("Received")


class UnitLevel(models.TextChoices):
    """Levels of description (ISAD(G), SEDA) that we write."""

    FILE = "File", _("File")
    ITEM = "Item", _("Letter")
    OTHER = "OtherLevel", _("Other")
