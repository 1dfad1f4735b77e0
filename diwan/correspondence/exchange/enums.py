"""The words of the exchange between instances."""

from django.db import models
from django.utils.translation import gettext_lazy as _

OPERATE = "exchange.operate"  # the right to say which instances we exchange letters with
CHANNEL = "exchange"  # how delivery calls this way


class PeerState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed: not believed yet")
    TRUSTED = "trusted", _("Trusted")
    SUSPENDED = "suspended", _("Suspended")


class Stage(models.TextChoices):
    """How far a message has come."""

    OPEN = "open", _("Announced; its files are coming")
    ACCEPTED = "accepted", _("Taken over by the other instance")
    REFUSED = "refused", _("Refused by the other instance")


class Reason(models.TextChoices):
    """Why a message is refused for good, in words both instances know."""

    BODY_UNKNOWN = "body_unknown", _("The addressee is not there.")
    BODY_ABOLISHED = "body_abolished", _("The addressee was abolished and nobody there took over from it.")
    TOO_LARGE = "too_large", _("A file is larger than the other instance takes.")
    TOO_MANY_FILES = "too_many_files", _("There are more files than the other instance takes.")
    FILE_REFUSED = "file_refused", _("A file is of a type that is not accepted there, is damaged, or carries a virus.")
