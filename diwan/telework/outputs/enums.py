"""The words of outputs: where a task stands, and what the marks given to it mean."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT = "outputs.delivered"  # why files of deliveries are kept


class State(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    OPEN = "open", _("To do")
    DELIVERED = "delivered", _("Delivered")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.PROPOSED: frozenset({State.OPEN, State.DECLINED, State.CANCELLED}),
    State.OPEN: frozenset({State.DELIVERED, State.CANCELLED}),
    State.DELIVERED: frozenset({State.DELIVERED, State.ACCEPTED, State.RETURNED, State.CANCELLED}),
    State.RETURNED: frozenset({State.DELIVERED, State.CANCELLED}),
    State.ACCEPTED: frozenset(),
    State.DECLINED: frozenset(),
    State.CANCELLED: frozenset(),
}
TO_DO = (State.OPEN, State.RETURNED)  # what waits for whoever does it
LIVE = (*TO_DO, State.DELIVERED)
COUNTED = (*LIVE, State.ACCEPTED)  # what the figures count
OVER = (State.ACCEPTED, State.DECLINED, State.CANCELLED)


class Source(models.TextChoices):
    """Where a task comes from."""

    WORK = "work", _("Work of the unit")
    MEETING = "meeting", _("Decision of a meeting")
    LETTER = "letter", _("Letter")
    PROPOSAL = "proposal", _("Proposed by the employee")


class Step(models.TextChoices):
    """What happened to a task."""

    PROPOSED = "proposed", _("Proposed")
    SET = "set", _("Set")
    AGREED = "agreed", _("Proposal agreed")
    DECLINED = "declined", _("Proposal declined")
    DELIVERED = "delivered", _("Delivered")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    ASKED = "asked", _("More time asked")
    GRANTED = "granted", _("More time granted")
    REFUSED = "refused", _("More time refused")
    MOVED = "moved", _("Given to somebody else")
    CANCELLED = "cancelled", _("Cancelled")


class Quality(models.IntegerChoices):
    """How good an output is. The meanings are published beside the formula."""

    POOR = 1, _("1 · Insufficient")
    WEAK = 2, _("2 · To be strengthened")
    FAIR = 3, _("3 · Satisfactory")
    GOOD = 4, _("4 · Good")
    EXCELLENT = 5, _("5 · Excellent")


class Accuracy(models.IntegerChoices):
    """How exact an output is."""

    WRONG = 1, _("1 · Errors that changed the result")
    MINOR = 2, _("2 · Small errors, corrected")
    EXACT = 3, _("3 · No error found")


MEANINGS = {
    Quality.POOR: _("The output does not answer what was asked; it was accepted in part only."),
    Quality.WEAK: _("The output can be used after somebody else completed it."),
    Quality.FAIR: _("The output answers what was asked."),
    Quality.GOOD: _("The output answers what was asked, is well set out and can be used as it is."),
    Quality.EXCELLENT: _("The output goes further than what was asked, and others can build on it."),
}
FORMULA_SINCE = date(2026, 11, 1)  # the day from which the figures are computed so


class ReportState(models.TextChoices):
    DRAFT = "draft", _("To be completed")
    SENT = "sent", _("Sent")
    READ = "read", _("Read")
    ANSWERED = "answered", _("Answered")
