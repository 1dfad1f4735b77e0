"""The words of meetings, and what may follow what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

MINUTES = "meeting.minutes"  # the kind of act that minutes are


class State(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    CONVENED = "convened", _("Convened")
    OPEN = "open", _("In session")
    CLOSED = "closed", _("Over, minutes to write")
    SIGNING = "signing", _("Minutes at signature")
    SIGNED = "signed", _("Minutes signed")
    CANCELLED = "cancelled", _("Cancelled")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.CONVENED, State.CANCELLED}),
    State.CONVENED: frozenset({State.OPEN, State.CANCELLED}),
    State.OPEN: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.SIGNING}),
    State.SIGNING: frozenset({State.CLOSED, State.SIGNED}),
    State.SIGNED: frozenset(),
    State.CANCELLED: frozenset(),
}
TO_COME = (State.DRAFT, State.CONVENED, State.OPEN)
PREPARED = (State.DRAFT, State.CONVENED)  # the agenda and the invitations may still change
WRITTEN = (State.OPEN, State.CLOSED)  # minutes may be written


class Room(models.TextChoices):
    """Where people meet when they are not in one place."""

    NONE = "none", _("No video: a place, or a telephone number")
    BBB = "bbb", "BigBlueButton"
    JITSI = "jitsi", "Jitsi Meet"


class Role(models.TextChoices):
    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Participant")


class Answer(models.TextChoices):
    NONE = "none", _("No answer yet")
    ACCEPTED = "accepted", _("Will come")
    TENTATIVE = "tentative", _("May come")
    DECLINED = "declined", _("Will not come")


class Source(models.TextChoices):
    """By whom a presence is known."""

    SELF = "self", _("Signed in themselves")
    CHAIR = "chair", _("Noted by the chair")
    VIDEO = "video", _("Seen by the video server")
