"""The words of notifications."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mail(models.TextChoices):
    """What became of the e-mail."""

    NONE = "none", _("no e-mail")
    WAITING = "waiting", _("waiting to be sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused by the mail server")
