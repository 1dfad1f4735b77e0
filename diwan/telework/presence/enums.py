"""Words of presence, and what may follow what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a tap says."""

    START = "start", _("Start of work")
    END = "end", _("End of work")


class Where(models.TextChoices):
    """Where a person is said to be on a day. Never where a device is."""

    SITE = "site", _("On site")
    REMOTE = "remote", _("Working remotely")
    AWAY = "away", _("Away")
    OFF = "off", _("Not a working day")


class CallState(models.TextChoices):
    CALLED = "called", _("Waiting for an answer")
    ACKNOWLEDGED = "acknowledged", _("Will come")
    DECLINED = "declined", _("Cannot come")
    UPHELD = "upheld", _("Upheld")
    WITHDRAWN = "withdrawn", _("Call withdrawn")


CALL_TRANSITIONS: dict[str, frozenset[str]] = {
    CallState.CALLED: frozenset({CallState.ACKNOWLEDGED, CallState.DECLINED, CallState.WITHDRAWN}),
    CallState.ACKNOWLEDGED: frozenset({CallState.DECLINED, CallState.WITHDRAWN}),
    CallState.DECLINED: frozenset({CallState.ACKNOWLEDGED, CallState.UPHELD, CallState.WITHDRAWN}),
    CallState.UPHELD: frozenset({CallState.WITHDRAWN}),
    CallState.WITHDRAWN: frozenset(),
}
# A call counts as a day on site from the moment it is made; not while the person's "I cannot" waits for an answer.
ON_SITE = (CallState.CALLED, CallState.ACKNOWLEDGED, CallState.UPHELD)


class WeekState(models.TextChoices):
    CLOSED = "closed", _("Week closed")
    RETURNED = "returned", _("Week sent back")
    LOCKED = "locked", _("Locked")


WEEK_TRANSITIONS: dict[str, frozenset[str]] = {
    WeekState.CLOSED: frozenset({WeekState.RETURNED, WeekState.LOCKED}),
    WeekState.RETURNED: frozenset({WeekState.CLOSED}),
    WeekState.LOCKED: frozenset(),
}
SHUT = (WeekState.CLOSED, WeekState.LOCKED)  # nothing more is written to its days
