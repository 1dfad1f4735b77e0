"""The facts this app tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DepositRegistered:
    deposit_id: int


@dataclass(frozen=True)
class ReceiptIssued:
    deposit_id: int
    receipt_id: int


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
class CertificateIssued:
    deposit_id: int
