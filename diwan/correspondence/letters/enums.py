"""The words of letters, and what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from diwan.engines.registers.api import Kind

__all__ = ["Kind"]

REGISTER = "letters.register"  # the right of those who keep the mail of a registry office
READ = "letters.read"  # the right to read the ordinary letters of units
TREAT = "letters.treat"  # the right to act on what was given to a post, for those to whom the post is lent
CONFIDENTIAL = "letters.confidential"  # the right to open the confidential mail of a registry office
PLAN = "letters.plan"  # the right to keep the classification plan and the files by subject


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REGISTERED = "registered", _("Registered")
    DISPATCHED = "dispatched", _("Dispatched")
    SENT = "sent", _("Sent")
    CLOSED = "closed", _("Closed")
    RETURNED = "returned", _("Returned to its sender")
    ANNULLED = "annulled", _("Annulled")


# A letter that comes in is dispatched and closed; one that goes out is numbered, sent and closed. A closed one can be
# opened again; one that is returned or annulled keeps its number and stays as it is.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.REGISTERED}),
    State.REGISTERED: frozenset({State.DISPATCHED, State.SENT, State.CLOSED, State.RETURNED, State.ANNULLED}),
    State.DISPATCHED: frozenset({State.REGISTERED, State.SENT, State.CLOSED, State.RETURNED, State.ANNULLED}),
    State.SENT: frozenset({State.DISPATCHED, State.CLOSED, State.ANNULLED}),
    State.CLOSED: frozenset({State.REGISTERED, State.DISPATCHED, State.SENT}),
    State.RETURNED: frozenset(),
    State.ANNULLED: frozenset(),
}
OPEN = (State.REGISTERED, State.DISPATCHED, State.SENT)
ENDED = (State.CLOSED, State.RETURNED, State.ANNULLED)


class Level(models.TextChoices):
    """Who may read a letter, beside those to whom it was given by name."""

    ORDINARY = "ordinary", _("Ordinary: the units it was given to, and the registry office")
    RESTRICTED = "restricted", _("Restricted: the heads of the units it was given to, and the registry office")
    CONFIDENTIAL = "confidential", _("Confidential: only whom it was given to by name")


class ShortLevel(models.TextChoices):
    """The same, in one word beside a subject."""

    ORDINARY = "ordinary", _("Ordinary")
    RESTRICTED = "restricted", _("Restricted")
    CONFIDENTIAL = "confidential", _("Confidential")


SECRECY = list(Level)  # from what most may read to what fewest may


class Priority(models.TextChoices):
    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")
    VERY_URGENT = "very_urgent", _("Very urgent")


class Medium(models.TextChoices):
    """How a letter came, or left first."""

    PAPER = "paper", _("On paper")
    POST = "post", _("By post")
    COUNTER = "counter", _("At the counter")
    EMAIL = "email", _("By e-mail")
    ONLINE = "online", _("Online")
    EXCHANGE = "exchange", _("From another administration, electronically")
    INTERNAL = "internal", _("Inside the administration")


class PartyRole(models.TextChoices):
    SENDER = "sender", _("Sender")
    ADDRESSEE = "addressee", _("Addressee")
    COPY = "copy", _("Copy for information")


class PartyKind(models.TextChoices):
    UNIT = "unit", _("A unit of the administration")
    ADMINISTRATION = "administration", _("Another administration")
    COMPANY = "company", _("A company or association")
    PERSON = "person", _("A person")


class PieceRole(models.TextChoices):
    MAIN = "main", _("The letter itself")
    ANNEX = "annex", _("Annex")
    PROOF = "proof", _("Proof")


class LinkKind(models.TextChoices):
    """What a letter is to an earlier one."""

    ANSWERS = "answers", _("Answers")
    REMINDS = "reminds", _("Reminds of")
    ANNULS = "annuls", _("Annuls")
    COMPLETES = "completes", _("Completes")
    CONCERNS = "concerns", _("Concerns the same matter as")


class DueKind(models.TextChoices):
    LEGAL = "legal", _("Legal time limit")
    INTERNAL = "internal", _("Internal time limit")


class CorrectionKind(models.TextChoices):
    RECTIFIED = "rectified", _("Rectified")
    ANNULMENT = "annulment", _("Annulled")


class ReadingKind(models.TextChoices):
    """What a reader did that gave them the words of a letter."""

    OPENED = "opened", _("Opened")
    DOWNLOADED = "downloaded", _("Opened a piece")
    EXPORTED = "exported", _("Exported or printed")
