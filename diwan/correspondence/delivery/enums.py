"""The words of delivery, and what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a sending is, seen by its sender."""

    WAITING = "waiting", _("Waits to be handed over")
    HANDED = "handed", _("Handed over to the channel")
    CONSIGNED = "consigned", _("Arrived, not accepted yet")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    RETURNED = "returned", _("Returned")
    FAILED = "failed", _("Could not be delivered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What may follow what. News of the other end comes late, twice and out of order: an answer may outrun our own note that
# the letter arrived, and may come after we gave up (then it stands, unless the letter was sent again meanwhile). What
# failed is tried again under the same identifier, so that the receiver who has it already knows it.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.WAITING: frozenset(
        {
            State.HANDED,
            State.CONSIGNED,
            State.ACCEPTED,
            State.REFUSED,
            State.RETURNED,
            State.FAILED,
            State.WITHDRAWN,
        }
    ),
    State.HANDED: frozenset(
        {State.CONSIGNED, State.ACCEPTED, State.REFUSED, State.RETURNED, State.FAILED, State.WITHDRAWN}
    ),
    State.CONSIGNED: frozenset({State.ACCEPTED, State.REFUSED, State.RETURNED, State.FAILED, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.RETURNED}),
    State.REFUSED: frozenset(),
    State.RETURNED: frozenset(),
    State.FAILED: frozenset({State.WAITING, State.CONSIGNED, State.ACCEPTED, State.REFUSED, State.RETURNED}),
    State.WITHDRAWN: frozenset(),
}
LIVE = (State.WAITING, State.HANDED, State.CONSIGNED, State.ACCEPTED)
UNDER_WAY = (State.WAITING, State.HANDED, State.CONSIGNED)
MISSED = (State.REFUSED, State.RETURNED, State.FAILED, State.WITHDRAWN)  # the party can be sent the letter again


class ArrivalState(models.TextChoices):
    """Where a letter that arrived is, seen by the registry that received it."""

    WAITING = "waiting", _("To be accepted or refused")
    REGISTERED = "registered", _("Accepted and registered")
    REFUSED = "refused", _("Refused")
    RETURNED = "returned", _("Returned after registration")
    WITHDRAWN = "withdrawn", _("Withdrawn by its sender")


class Event(models.TextChoices):
    """What evidence tells, by the names of ETSI EN 319 522-1 and -2; `uri` is how EN 319 522-3 (table 2) writes them.

    The names and the letters before them were taken from published profiles that quote the standard. Its own clauses
    could not be read here: conformity with them was not checked.
    """

    SUBMISSION_ACCEPTANCE = "SubmissionAcceptance", _("The letter was taken in charge")
    SUBMISSION_REJECTION = "SubmissionRejection", _("The letter was not taken in charge")
    RELAY_ACCEPTANCE = "RelayAcceptance", _("The receiving system took the letter")
    RELAY_REJECTION = "RelayRejection", _("The receiving system did not take the letter")
    RELAY_FAILURE = "RelayFailure", _("The receiving system could not be reached")
    NOTIFICATION_FOR_ACCEPTANCE = "NotificationForAcceptance", _("The addressee was asked to accept the letter")
    NOTIFICATION_FOR_ACCEPTANCE_FAILURE = (
        "NotificationForAcceptanceFailure",
        _("The addressee could not be asked to accept the letter"),
    )
    CONSIGNMENT_ACCEPTANCE = "ConsignmentAcceptance", _("The addressee accepted the letter")
    CONSIGNMENT_REJECTION = "ConsignmentRejection", _("The addressee refused the letter")
    ACCEPTANCE_REJECTION_EXPIRY = (
        "AcceptanceRejectionExpiry",
        _("The addressee neither accepted nor refused the letter in time"),
    )
    CONTENT_CONSIGNMENT = "ContentConsignment", _("The letter was put at the disposal of the addressee")
    CONTENT_CONSIGNMENT_FAILURE = (
        "ContentConsignmentFailure",
        _("The letter could not be put at the disposal of the addressee"),
    )
    CONSIGNMENT_NOTIFICATION = "ConsignmentNotification", _("The addressee was told that the letter is there")
    CONSIGNMENT_NOTIFICATION_FAILURE = (
        "ConsignmentNotificationFailure",
        _("The addressee could not be told that the letter is there"),
    )
    CONTENT_HANDOVER = "ContentHandover", _("The letter was handed over to the addressee")
    CONTENT_HANDOVER_FAILURE = "ContentHandoverFailure", _("The letter was not handed over to the addressee")
    CONTENT_ACCESS_TRACKING = "ContentAccessTracking", _("The addressee opened a piece of the letter")
    RELAY_TO_NON_ERDS = "RelayToNonERDS", _("The letter was given to a carrier outside the system")
    RELAY_TO_NON_ERDS_FAILURE = (
        "RelayToNonERDSFailure",
        _("The letter could not be given to a carrier outside the system"),
    )
    RECEIVED_FROM_NON_ERDS = "ReceivedFromNonERDS", _("The letter came from outside the system")

    @property
    def uri(self) -> str:
        return f"http://uri.etsi.org/19522/Event/{self.value}"


FAILURES = frozenset(event for event in Event if event.value.endswith(("Failure", "Rejection", "Expiry")))


# The occasion of two events that a withdrawal after the first try makes: the sender's ContentHandoverFailure asks for
# the letter, the receiver's ContentHandover says that it was accepted before. Given back, it is told as ever.
WITHDRAWAL = "withdrawal"


class Why(models.TextChoices):
    """Reasons that evidence gives; ours, for the tables of the standard could not be read."""

    NONE = "", _("No reason")
    WRONG_ADDRESSEE = "wrong_addressee", _("Meant for another administration")
    INCOMPLETE = "incomplete", _("A piece is missing or cannot be read")
    DUPLICATE = "duplicate", _("Received already")
    UNSIGNED = "unsigned", _("Not signed by who may sign it")
    OTHER = "other", _("Another reason")
    WITHDRAWN = "withdrawn", _("Withdrawn by its sender")
    NO_OFFICE = "no_office", _("No registry office takes it there")
    UNREACHABLE = "unreachable", _("The other end does not answer")
    GIVEN_UP = "given_up", _("Tried as long as the rule says, in vain")
    BOUNCED = "bounced", _("The mail server refused the address")
    EXPIRED = "expired", _("Not answered or not opened in time")
    UNKNOWN_ADDRESS = "unknown_address", _("Unknown at this address")
    UNCLAIMED = "unclaimed", _("Not claimed at the post office")
    POST_REFUSED = "post_refused", _("The addressee refused the item")
    LOST = "lost", _("Lost by the carrier")
    FAULT = "fault", _("A fault of this system")


REFUSALS = (Why.WRONG_ADDRESSEE, Why.INCOMPLETE, Why.DUPLICATE, Why.UNSIGNED, Why.OTHER)
