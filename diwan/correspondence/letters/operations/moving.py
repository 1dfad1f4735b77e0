"""The states of a letter after its number: dispatched, sent, closed, opened again, returned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import ENDED, TRANSITIONS, State
from ..events import LetterAnnulled, LetterClosed, LetterReopened, LetterReturned
from ..models import Letter
from .recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat


class NotNow(Refusal):
    message = _("This letter is now: %(state)s. Nothing was changed.")
    advice = _("Reload the page to see where it stands.")


class ReasonMissing(Refusal):
    message = _("Give a reason: it stays in the history of the letter.")
    status = 400


def locked(letter_id: int) -> Letter:
    """The letter, locked until the transaction ends, with all that recording an act on it needs."""
    rows = Letter.objects.locked().select_related("office__unit", "administration", "entry__book")
    return rows.get(pk=letter_id)


def move(letter: Letter, state: State, *, now: datetime, actor: Actor, reason: str = "") -> None:
    """Bring a locked letter into another state; the act that brings it there is recorded by its caller.

    Raises:
        NotNow: this state does not follow the one it is in.
    """
    if state not in TRANSITIONS[letter.state]:
        raise NotNow(state=letter.get_state_display())
    letter.state, letter.reason = state, reason
    letter.closed_at = now if state in ENDED else None
    letter.closed_by_id = actor.person_id if state in ENDED else None
    letter.save(update_fields=["state", "reason", "closed_at", "closed_by"])


def close(*, actor: Actor, letter_id: int, note: str = "", now: datetime, seat: Seat | None = None) -> Letter:
    """Nothing is left to do with the letter. `seat` where a post closes what it is in charge of.

    Raises:
        NotAllowed, NotNow
    """
    return _end(actor, letter_id, State.CLOSED, note, now, seat)


def reopen(*, actor: Actor, letter_id: int, reason: str, now: datetime) -> Letter:
    """Take up again a letter that was closed.

    Raises:
        ReasonMissing, NotAllowed, NotNow
    """
    if not reason.strip():
        raise ReasonMissing
    return _end(actor, letter_id, State.REGISTERED, reason.strip(), now, None)


def return_(*, actor: Actor, letter_id: int, reason: str, now: datetime) -> Letter:
    """Give a letter back to whoever sent it: it keeps its number, and nothing more is done with it here.

    Raises:
        ReasonMissing, NotAllowed, NotNow
    """
    if not reason.strip():
        raise ReasonMissing
    return _end(actor, letter_id, State.RETURNED, reason.strip(), now, None)


def _end(actor: Actor, letter_id: int, state: State, reason: str, now: datetime, seat: Seat | None) -> Letter:
    with acknowledged():
        row = locked(letter_id)
        if seat is None and not policies.may_keep(actor, row):
            raise NotAllowed
        settle(letter=row, state=state, actor=actor, now=now, reason=reason, seat=seat)
        return row


def settle(
    *, letter: Letter, state: State, actor: Actor, now: datetime, reason: str = "", seat: Seat | None = None
) -> None:
    """End a locked letter, or take it up again, with all that is told of it: the caller has decided that it may be.

    Raises:
        NotNow
    """
    kind, fact = TOLD[state]
    move(letter, state, now=now, actor=actor, reason=reason)
    facts.tell(fact(letter_id=letter.pk))
    record(letter=letter, kind=kind, actor=actor, now=now, seat=seat, **({"reason": reason} if reason else {}))


TOLD: dict[State, tuple[str, Any]] = {
    State.CLOSED: ("letters.closed", LetterClosed),
    State.REGISTERED: ("letters.reopened", LetterReopened),
    State.RETURNED: ("letters.returned", LetterReturned),
    State.ANNULLED: ("letters.annulled", LetterAnnulled),
}
