"""The words of the registry office's counter, and what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    INCOMPLETE = "incomplete", _("Pieces awaited")
    ACCEPTED = "accepted", _("Accepted")
    ANSWERED = "answered", _("Answered")
    RETURNED = "returned", _("Returned")
    FORWARDED = "forwarded", _("Forwarded")
    SILENT = "silent", _("Decided by silence")
    ANNULLED = "annulled", _("Annulled")


# What may follow what. A letter that lacked pieces goes back to where it stood; an annulment only marks an error of
# registration, and is possible as long as nothing was decided for good.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.REGISTERED: frozenset(
        {State.ACCEPTED, State.RETURNED, State.FORWARDED, State.INCOMPLETE, State.SILENT, State.ANNULLED}
    ),
    State.INCOMPLETE: frozenset({State.REGISTERED, State.ACCEPTED, State.RETURNED, State.FORWARDED, State.ANNULLED}),
    State.ACCEPTED: frozenset({State.ANSWERED, State.FORWARDED, State.INCOMPLETE, State.SILENT, State.ANNULLED}),
    State.ANSWERED: frozenset(),
    State.RETURNED: frozenset(),
    State.FORWARDED: frozenset(),
    State.SILENT: frozenset(),
    State.ANNULLED: frozenset(),
}
OPEN = (State.REGISTERED, State.INCOMPLETE, State.ACCEPTED)
CLOSED = tuple(state for state, next_ in TRANSITIONS.items() if not next_)


class StepKind(models.TextChoices):
    """What the depositor is told has happened."""

    REGISTERED = "registered", _("Entered in the register")
    RECEIPTED = "receipted", _("Receipt sealed and time-stamped")
    OPENED = "opened", _("Opened by the registry office")
    INCOMPLETE = "incomplete", _("Missing pieces asked for; the time limit is suspended")
    COMPLETED = "completed", _("Missing pieces received; the time limit runs again")
    EXTENDED = "extended", _("Time limit extended")
    ACCEPTED = "accepted", _("Accepted")
    ANSWERED = "answered", _("Answered")
    ANSWER_READ = "answer_read", _("Answer read by the depositor")
    RETURNED = "returned", _("Returned")
    FORWARDED = "forwarded", _("Forwarded to the competent administration")
    SILENT = "silent", _("Time limit passed without an answer; certificate issued")
    RECTIFIED = "rectified", _("Registration rectified; new receipt issued")
    ANNULLED = "annulled", _("Registration annulled")


ONCE = (StepKind.REGISTERED, StepKind.OPENED, StepKind.ANSWERED, StepKind.SILENT, StepKind.ANNULLED)


class Channel(models.TextChoices):
    """How a letter arrived."""

    ONLINE = "online", _("Online")
    API = "api", _("By program")
    COUNTER = "counter", _("At the counter")
    POST = "post", _("By post")
    FORWARDED = "forwarded", _("Forwarded by another office")


class ProofKind(models.TextChoices):
    """What a sealed document of a deposit proves."""

    RECEIPT = "receipt", _("Receipt")
    FORWARDING = "forwarding", _("Proof of forwarding")
    SILENCE = "silence", _("Certificate of silence")


class MessageKind(models.TextChoices):
    NOTE = "note", _("Message")
    REQUEST = "request", _("Request for missing pieces")
    COMPLETION = "completion", _("Missing pieces")
    REPLY = "reply", _("Answer")


class ClockEventKind(models.TextChoices):
    STOP = "stop", _("Suspended")
    RESUME = "resume", _("Resumed")
    EXTEND = "extend", _("Extended")


class ApplicantKind(models.TextChoices):
    PERSON = "person", _("A person")
    COMPANY = "company", _("A company or association")
    ADMINISTRATION = "administration", _("An administration")


class IdentityKind(models.TextChoices):
    NONE = "none", _("No number")
    CIN = "cin", _("National identity card (Morocco)")
    CIVIL_ID = "civil_id", _("Civil ID (Kuwait)")
    PASSPORT = "passport", _("Passport")
    ICE = "ice", _("Common company identifier (ICE)")
    COMPANY = "company", _("Commercial register number")


# Which numbers say who somebody is, by country. An administration is known by its name, and gives its own reference.
IDENTITIES: dict[str, dict[str, tuple[IdentityKind, ...]]] = {
    "MA": {
        ApplicantKind.PERSON: (IdentityKind.CIN, IdentityKind.PASSPORT),
        ApplicantKind.COMPANY: (IdentityKind.ICE, IdentityKind.COMPANY),
    },
    "KW": {
        ApplicantKind.PERSON: (IdentityKind.CIVIL_ID, IdentityKind.PASSPORT),
        ApplicantKind.COMPANY: (IdentityKind.COMPANY,),
    },
}
