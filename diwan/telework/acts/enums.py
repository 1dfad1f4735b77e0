"""The words of acts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

SUBJECT = "telework.act"  # what registers call an act
KEPT = "acts.paper"  # why its files are kept


class State(models.TextChoices):
    """Where an act stands. It has its number from the moment all have signed, and its seal just after."""

    PREPARING = "preparing", _("Being typeset")
    SIGNING = "signing", _("Being signed")
    SIGNED = "signed", _("Signed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = (State.PREPARING, State.SIGNING)


class Role(models.TextChoices):
    """What is asked of a signer."""

    VISA = "visa", _("Visa")
    SIGNATURE = "signature", _("Signature")
