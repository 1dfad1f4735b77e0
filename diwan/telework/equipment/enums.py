"""The words of equipment, and what may follow what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

HANDOVER, RETURN = "equipment.handover", "equipment.return"  # kinds of acts


class Kind(models.TextChoices):
    LAPTOP = "laptop", _("Laptop")
    DESKTOP = "desktop", _("Desktop computer")
    SCREEN = "screen", _("Screen")
    PHONE = "phone", _("Telephone")
    MODEM = "modem", _("Modem or router")
    SIM = "sim", _("Data SIM card")
    TOKEN = "token", _("Security token")
    LICENCE = "licence", _("Software licence")
    VPN = "vpn", _("VPN access")
    MAIL = "mail", _("Professional mailbox")
    OTHER = "other", _("Other")


class State(models.TextChoices):
    """Where an item is."""

    STORED = "stored", _("In store")
    OUT = "out", _("With somebody")
    REPAIR = "repair", _("Being repaired")
    LOST = "lost", _("Lost")
    RETIRED = "retired", _("Out of use")


# A lost item may be found again; what is out of use stays so.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.STORED: frozenset({State.OUT, State.REPAIR, State.LOST, State.RETIRED}),
    State.OUT: frozenset({State.STORED, State.REPAIR, State.LOST}),
    State.REPAIR: frozenset({State.STORED, State.OUT, State.RETIRED}),
    State.LOST: frozenset({State.STORED, State.OUT, State.RETIRED}),
    State.RETIRED: frozenset(),
}


class Way(models.TextChoices):
    """What a slip is for."""

    OUT = "out", _("Hand-over")
    BACK = "back", _("Return")


class SlipState(models.TextChoices):
    SIGNING = "signing", _("At signature")
    SIGNED = "signed", _("Signed by both sides")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Condition(models.TextChoices):
    NEW = "new", _("New")
    GOOD = "good", _("Good")
    WORN = "worn", _("Worn")
    DAMAGED = "damaged", _("Damaged")
    MISSING = "missing", _("Not given back")


class Step(models.TextChoices):
    """What happened to an item."""

    ENTERED = "entered", _("Entered in the inventory")
    CHANGED = "changed", _("Described anew")
    HANDED = "handed", _("Handed over")
    RETURNED = "returned", _("Given back")
    LOST = "lost", _("Declared lost")
    DAMAGED = "damaged", _("Declared damaged")
    FOUND = "found", _("Found again")
    REPAIRED = "repaired", _("Back from repair")
    RETIRED = "retired", _("Put out of use")
    COUNTED = "counted", _("Seen at a count")
    UNSEEN = "unseen", _("Not seen at a count")
