"""The words of dispatch, and what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

DISPATCH = "circulation.dispatch"  # the right to give letters to units, beside what one was given oneself


class Verb(models.TextChoices):
    """What an instruction asks for."""

    PREPARE = "prepare", _("Prepare a reply")
    OPINION = "opinion", _("Give an opinion")
    HANDLE = "handle", _("Do what is needed")
    ATTEND = "attend", _("Attend")
    INFORM = "inform", _("For information")


# What puts nobody in charge: it may be asked of a unit beside one's own.
ASIDE = (Verb.OPINION, Verb.INFORM)


class State(models.TextChoices):
    OPEN = "open", _("Under way")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    GIVEN_BACK = "given_back", _("Given back")
    TAKEN_BACK = "taken_back", _("Taken back")
    MOVED = "moved", _("Moved to another unit")


# An answer is accepted (closed) or sent back to be done again (open); a copy for information ends when it is read.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.OPEN: frozenset({State.ANSWERED, State.CLOSED, State.GIVEN_BACK, State.TAKEN_BACK, State.MOVED}),
    State.ANSWERED: frozenset({State.OPEN, State.CLOSED, State.TAKEN_BACK}),
    State.CLOSED: frozenset({State.OPEN}),
    State.GIVEN_BACK: frozenset(),
    State.TAKEN_BACK: frozenset(),
    State.MOVED: frozenset(),
}
LIVE = (State.OPEN, State.ANSWERED)
