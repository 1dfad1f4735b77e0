"""The words of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ADMINISTER = "accounts.administer"


class InvitationState(models.TextChoices):
    """What became of an invitation. Whether the e-mail arrived is not known until it is opened."""

    SENT = "sent", _("Sent")
    OPENED = "opened", _("Opened")
    ACCEPTED = "accepted", _("Accepted")
    EXPIRED = "expired", _("Out of date")
    REVOKED = "revoked", _("Taken back")
