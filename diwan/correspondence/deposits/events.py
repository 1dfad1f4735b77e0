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
class DepositRectified:
    deposit_id: int
    number: int  # of the correction


@dataclass(frozen=True)
class DepositAnnulled:
    deposit_id: int
    number: int
