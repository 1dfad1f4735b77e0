"""The facts this app tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DepositRegistered:
    deposit_id: int


@dataclass(frozen=True)
class DepositAccepted:
    deposit_id: int


@dataclass(frozen=True)
class DepositReturned:
    deposit_id: int


@dataclass(frozen=True)
class TimeExtended:
    deposit_id: int
    due_on: str


@dataclass(frozen=True)
class DueDateMoved:
    """A day off was announced or withdrawn, and the last day is another. Days as ISO text."""

    deposit_id: int
    before: str
    after: str


@dataclass(frozen=True)
class DepositSilent:
    """The time ran out without an answer; the act stands in the journal at `position` of `chain`."""

    deposit_id: int
    chain: str
    position: int


@dataclass(frozen=True)
class MessageWritten:
    """By either side, whatever its kind: a message, a request for pieces, these pieces, the answer."""

    deposit_id: int
    message_id: int


@dataclass(frozen=True)
class AnswerRead:
    deposit_id: int


@dataclass(frozen=True)
class DepositForwarded:
    """`chain` and `position`: where the journal of the first register says so."""

    deposit_id: int
    forwarded_id: int
    chain: str
    position: int


@dataclass(frozen=True)
class ProofIssued:
    """A sealed document is joined to its letter: what it proves (`ProofKind`), which version of it."""

    deposit_id: int
    kind: str
    version: int


@dataclass(frozen=True)
class DepositRectified:
    deposit_id: int
    number: int  # of the correction


@dataclass(frozen=True)
class DepositAnnulled:
    deposit_id: int
    number: int
