"""What a channel is, what it answers, and which there are. An app brings its own in `ready()`.

A channel is asked three things: whether it can carry a letter to a party (`offered`), to carry it (`hand_over`), and to
take back what was not accepted yet (`take_back`). It is asked to carry by a job, outside any transaction, as often as
it takes: it must do no harm when it carried the same `message_id` before. What it answers is written down by us.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .enums import Event, State, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from diwan.correspondence.letters.api import Letter

    from .models import Sending


@dataclass(frozen=True)
class Offer:
    """Whether a channel can carry a letter to a party, and why (or why not), in a sentence; `where` it would go."""

    can: bool
    why: Any
    where: str = ""


@dataclass(frozen=True)
class Happened:
    """An event that this end saw: evidence is made of it. `occasion` where it may happen several times."""

    event: Event
    code: Why = Why.NONE
    words: str = ""
    occasion: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Proof:
    """Evidence that the other end made and sealed, as it came: `document` is JSON, `seal` detached CMS over it."""

    document: str
    seal: bytes


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a try. `state` is WAITING where it is to be tried again (then `words` says what went wrong)."""

    state: State
    code: Why = Why.NONE
    words: str = ""
    events: tuple[Happened, ...] = ()
    proofs: tuple[Proof, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    their_reference: str = ""
    wait: timedelta | None = None  # until the next try, where the other end says so


def carried(state: State, events: Iterable[Happened] = (), proofs: Iterable[Proof] = (), **data: Any) -> Outcome:
    """It is with the channel (HANDED), there (CONSIGNED), or already accepted."""
    return Outcome(state=state, events=tuple(events), proofs=tuple(proofs), data=data)


def later(words: str, code: Why = Why.UNREACHABLE, *, wait: timedelta | None = None, **data: Any) -> Outcome:
    """Not now: try again."""
    return Outcome(state=State.WAITING, code=code, words=words, wait=wait, data=data)


def impossible(words: str, code: Why, event: Event, proofs: Iterable[Proof] = (), **data: Any) -> Outcome:
    """Never by this channel: `event` is the evidence of it, unless the other end sent its own."""
    proofs = tuple(proofs)
    events = () if proofs else (Happened(event, code, words),)
    return Outcome(state=State.FAILED, code=code, words=words, events=events, proofs=proofs, data=data)


@dataclass(frozen=True)
class Patience:
    """How often a channel is tried: after `first`, then as long again as it was tried already (5, 10, 20 … s),
    never more than `ceiling` apart, until `limit` is over (two days, so that a week-end does not undo a letter)."""

    first: timedelta = timedelta(seconds=5)
    ceiling: timedelta = timedelta(hours=1)
    limit: timedelta = timedelta(hours=48)

    def next_wait(self, tried_for: timedelta) -> timedelta:
        return min(max(tried_for, self.first), self.ceiling)


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One way to reach a party.

    offered(party, letter, now): an Offer. Channels are proposed in `order`.
    hand_over(sending, now): carries it, outside a transaction, and may be called twice; an Outcome, or None where
        there is nothing to note (it was withdrawn meanwhile). What it raises counts as "try again".
    take_back(sending, now): in the transaction of the withdrawal, the letter and the sending locked: whether it could
        be taken back. None: possible as long as it was never tried.
    ask_back(sending): instead of that, told in the same transaction that the other end is asked for it, by evidence
        that this end made: it must reach them as any other does. What they answer is `answered`.
    gave_up: the evidence of having tried in vain.
    explained(sending): why its last try came to nothing, in the language of the reader; None: `last_error` says it.
    proved(sending): told, in the transaction that writes it, of evidence that this end made after the first try.
    """

    code: str
    label: Any
    offered: Callable[[Any, Letter, datetime], Offer]
    hand_over: Callable[[Sending, datetime], Outcome | None]
    take_back: Callable[[Sending, datetime], bool] | None = None
    ask_back: Callable[[Sending], None] | None = None
    explained: Callable[[Sending], str] | None = None
    proved: Callable[[Sending], None] | None = None
    patience: Patience = Patience()
    gave_up: Event = Event.RELAY_FAILURE
    order: int = 50


_channels: dict[str, Channel] = {}


def register_channel(channel: Channel) -> None:
    """Make a way known; called in `ready()`. The same code again replaces it."""
    _channels[channel.code] = channel


def channel(code: str) -> Channel | None:
    """The channel of that code; None when its app is gone."""
    return _channels.get(code)


def channels() -> list[Channel]:
    return sorted(_channels.values(), key=lambda one: (one.order, one.code))


def label(code: str) -> str:
    known = _channels.get(code)
    return str(known.label) if known else code


def explained(sending: Sending) -> str:
    """Why the last try of a sending came to nothing, where its channel can say so in the language of the reader."""
    known = _channels.get(sending.channel)
    return known.explained(sending) if known and known.explained else ""


_carriers: list[Any] = []


def register_carrier(job: Any) -> None:
    """The job that carries a sending: it stands above the operations, which leave word here that it is due."""
    _carriers[:] = [job]


def carry_later(*, sending_id: int, wait: timedelta | None = None) -> None:
    """Have a sending carried after the commit, once `wait` has passed."""
    _carriers[0].later(sending_id=sending_id, wait=wait)
