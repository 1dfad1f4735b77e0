"""The door of deposits."""

from .enums import ApplicantKind, IdentityKind, State
from .events import DepositAccepted, DepositRegistered, DepositReturned, ReceiptIssued
from .operations import Applicant, Deposited, Letter, accept, deposit, open_, return_
from .queries import by_id, by_reference

__all__ = [
    "Applicant",
    "ApplicantKind",
    "DepositAccepted",
    "DepositRegistered",
    "DepositReturned",
    "Deposited",
    "IdentityKind",
    "Letter",
    "ReceiptIssued",
    "State",
    "accept",
    "by_id",
    "by_reference",
    "deposit",
    "open_",
    "return_",
]
