"""The facts this app tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LetterSent:
    """A numbered letter was given to the channels, for one party or several."""

    letter_id: int


@dataclass(frozen=True)
class SendingMoved:
    """A sending is now in `state` (an `enums.State`)."""

    sending_id: int
    state: str


@dataclass(frozen=True)
class LetterArrived:
    """A letter stands before the registry office that has to accept or refuse it."""

    arrival_id: int


@dataclass(frozen=True)
class ArrivalAnswered:
    """The registry accepted, refused or returned what arrived by `channel`: its sender is to be told.

    `state` is the `enums.ArrivalState` of that moment; an arrival can be answered twice (accepted, then returned).
    """

    arrival_id: int
    channel: str
    state: str
