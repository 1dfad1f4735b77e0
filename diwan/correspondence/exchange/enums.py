"""The words of the exchange between instances."""

from django.db import models
from django.utils.translation import gettext_lazy as _

OPERATE = "exchange.operate"  # the right to say which instances we exchange letters with
CHANNEL = "exchange"  # how delivery calls this way


class PeerState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed: not believed yet")
    TRUSTED = "trusted", _("Trusted")
    SUSPENDED = "suspended", _("Suspended")


class Fault(models.TextChoices):
    """Why a call came to nothing, as its screens say it; what the network said itself is kept beside it."""

    NAME = "name", _("Its name is not found on the network.")
    CLOSED = "closed", _("Nothing answers at its address.")
    SLOW = "slow", _("It does not answer in time.")
    CERTIFICATE = "certificate", _("Its web certificate is not one that we believe.")
    BROKEN = "broken", _("The line broke before a whole answer came.")
    ILL = "ill", _("It answers that it is out of order.")
    STRANGE = "strange", _("What answers there does not speak our protocol.")
    EXAMPLE = "example", _("Its name is one of those kept for examples: nobody is called there.")
    ADDRESS = "address", _("Its address is not one that may be called.")
    UNPROVED = "unproved", _("It answered without the evidence that we must have.")
    UNSEALED = "unsealed", _("Its directory is not sealed as it should be.")
    STOPPED = "stopped", _("We exchange nothing with it at present.")
    REFUSED = "refused", _("It answers, and refuses the call.")
    # By the codes of the protocol:
    NOT_KNOWN = "not_known", _("It does not know this instance.")
    CLOCK = "clock_too_far", _("Its clock and ours are more than five minutes apart.")
    SUSPENDED = "suspended", _("It takes nothing from this instance at present.")


BY_CODE = {Fault.NOT_KNOWN, Fault.CLOCK, Fault.SUSPENDED}


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
    WITHDRAWN = "withdrawn", _("Its sender asked for it back before it was taken over.")
    FILE_REFUSED = "file_refused", _("A file is of a type that is not accepted there, is damaged, or carries a virus.")
