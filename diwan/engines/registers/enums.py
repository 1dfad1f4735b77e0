"""The words of registers and what may follow what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

CORRECT = "registers.correct"  # the right of those who keep the registers
RESERVED = "reserved"  # the subject of a number given in advance


class Kind(models.TextChoices):
    """The books an office keeps, one of each a year."""

    INCOMING = "incoming", _("Incoming mail")
    OUTGOING = "outgoing", _("Outgoing mail")
    INTERNAL = "internal", _("Internal mail")


# What tells the references of an office's books apart. Incoming ones, which the public quotes, stay bare.
MARKS = {Kind.INCOMING: "", Kind.OUTGOING: "D-", Kind.INTERNAL: "I-"}


class State(models.TextChoices):
    """Where an entry stands. It is never deleted and never loses its number."""

    CURRENT = "current", _("Current")
    RECTIFIED = "rectified", _("Rectified")
    ANNULLED = "annulled", _("Annulled")


FOLLOWS = {
    State.CURRENT: {State.RECTIFIED, State.ANNULLED},
    State.RECTIFIED: {State.RECTIFIED, State.ANNULLED},
    State.ANNULLED: set(),
}


class PrintState(models.TextChoices):
    """Where the printing of some pages stands."""

    WAITING = "waiting", _("Being set")
    DONE = "done", _("Ready")
    STOPPED = "stopped", _("Stopped")
