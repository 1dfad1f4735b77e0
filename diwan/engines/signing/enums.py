"""The words of keys and certificates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

KEEP = "signing.keep"  # the right to keep an administration's certificates and see how long its signed documents last


class Kind(models.TextChoices):
    """Where a private key lives. It never leaves that place."""

    OWN = "own", _("Made and kept here, encrypted")
    FILE = "file", _("From a file (PKCS #12), kept here, encrypted")
    MODULE = "module", _("In a security module of the server (PKCS #11)")
    AGENT = "agent", _("On a card or token at my computer")
    REMOTE = "remote", _("At a remote signing service (CSC)")


class Worth(models.TextChoices):
    """What a signature made with the key is worth (law 43.20, articles 4 to 6)."""

    SIMPLE = "simple", _("Simple")
    ADVANCED = "advanced", _("Advanced")
    QUALIFIED = "qualified", _("Qualified")


class Why(models.TextChoices):
    """Why a certificate no longer counts: the reasons of RFC 5280, 5.3.1, that a person can mean."""

    UNSPECIFIED = "unspecified", _("Another reason")
    KEY = "key_compromise", _("The key was lost or somebody else may have used it")
    NAME = "affiliation_changed", _("The person left the administration or changed their name")
    REPLACED = "superseded", _("Replaced by another")
    STOPPED = "cessation_of_operation", _("No longer needed")


class State(models.TextChoices):
    """How a key or a certificate stands today."""

    GOOD = "good", _("In order")
    SOON = "soon", _("Expires soon")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    CLOSED = "closed", _("Put away")
