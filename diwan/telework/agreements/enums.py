"""The words of agreements, and what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ASKED = "asked", _("Awaiting the decision")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    APPROVED = "approved", _("Approved: the decision is being signed")
    TO_SIGN = "to_sign", _("Approved: the charter is to be signed")
    READY = "ready", _("Signed: not started yet")
    IN_FORCE = "in_force", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")


# An appeal that is upheld takes a refused request back to where it waits for a decision.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.ASKED, State.WITHDRAWN}),
    State.ASKED: frozenset({State.REFUSED, State.WITHDRAWN, State.APPROVED, State.TO_SIGN, State.READY}),
    State.REFUSED: frozenset({State.ASKED}),
    State.WITHDRAWN: frozenset(),
    State.APPROVED: frozenset({State.ASKED, State.TO_SIGN, State.READY, State.IN_FORCE, State.SUSPENDED, State.ENDED}),
    State.TO_SIGN: frozenset({State.READY, State.IN_FORCE, State.SUSPENDED, State.ENDED}),
    State.READY: frozenset({State.IN_FORCE, State.SUSPENDED, State.ENDED}),
    State.IN_FORCE: frozenset({State.SUSPENDED, State.ENDED}),
    State.SUSPENDED: frozenset({State.READY, State.TO_SIGN, State.APPROVED, State.IN_FORCE, State.ENDED}),
    State.ENDED: frozenset(),
}
PENDING = (State.DRAFT, State.ASKED)
COMING = (State.APPROVED, State.TO_SIGN, State.READY)  # decided, places taken, not started
LIVE = (*COMING, State.IN_FORCE, State.SUSPENDED)

# How each state looks in a list: a tone of the shell.
TONES = {
    State.DRAFT: "calm",
    State.ASKED: "soon",
    State.REFUSED: "late",
    State.WITHDRAWN: "calm",
    State.APPROVED: "mine",
    State.TO_SIGN: "soon",
    State.READY: "mine",
    State.IN_FORCE: "ok",
    State.SUSPENDED: "late",
    State.ENDED: "calm",
}


class Wish(models.TextChoices):
    """What somebody with an agreement asks to happen to it."""

    CHANGE = "change", _("Change the days")
    SUSPEND = "suspend", _("Suspend for a time")
    END = "end", _("End telework")
    RENEW = "renew", _("Renew")


class Answer(models.TextChoices):
    OPEN = "open", _("Awaiting the decision")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Check(models.TextChoices):
    """What the desk found of a declared workplace."""

    DECLARED = "declared", _("Declared, not checked yet")
    ACCEPTED = "accepted", _("Checked and accepted")
    TO_MEND = "to_mend", _("To be mended")


class Situation(models.TextChoices):
    """What may be declared in confidence (000 §4: health situations and categories of staff are taken into account)."""

    HEALTH = "health", _("Health")
    FAMILY = "family", _("Family")


class Did(models.TextChoices):
    """What happened to an agreement: its history."""

    DRAFTED = "drafted", _("Draft kept")
    ASKED = "asked", _("Asked")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    IMPOSED = "imposed", _("Imposed")
    DECISION_SIGNED = "decision_signed", _("Decision signed")
    DECISION_STOPPED = "decision_stopped", _("The decision was not signed")
    WORKPLACE = "workplace", _("Workplace declared")
    WORKPLACE_CHECKED = "workplace_checked", _("Workplace checked")
    CHARTER = "charter", _("Charter sent to be signed")
    CHARTER_PERSON = "charter_person", _("Charter signed by the person")
    CHARTER_MANAGER = "charter_manager", _("Charter signed for the administration")
    STARTED = "started", _("Came into force")
    WISHED = "wished", _("A change was asked")
    WISH_REFUSED = "wish_refused", _("The change asked was refused")
    CHANGED = "changed", _("Days changed")
    SUSPENDED = "suspended", _("Suspended")
    RESUMED = "resumed", _("Resumed")
    MOVED = "moved", _("Suspended for review: the person left the unit")
    REVIEWED = "reviewed", _("Kept in the new unit")
    STOPPING = "stopping", _("End decided, with notice")
    ENDED = "ended", _("Ended")
    RENEWED = "renewed", _("Renewed")
    APPEALED = "appealed", _("Appeal")
    APPEAL_UPHELD = "appeal_upheld", _("Appeal upheld")
    APPEAL_REJECTED = "appeal_rejected", _("Appeal rejected")
