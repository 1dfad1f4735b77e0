"""The door of deposits."""

from .enums import ApplicantKind, IdentityKind, State
from .events import DepositAccepted, DepositRegistered, DepositReturned, ReceiptIssued
from .figures import OfficeHealth, has_receipt, health, receipted
from .models import PROCESS
from .operations import Applicant, Deposited, Letter, accept, deposit, open_, return_
from .queries import by_id, by_reference

__all__ = [
    "PROCESS",
    "Applicant",
    "ApplicantKind",
    "DepositAccepted",
    "DepositRegistered",
    "DepositReturned",
    "Deposited",
    "IdentityKind",
    "Letter",
    "OfficeHealth",
    "ReceiptIssued",
    "State",
    "accept",
    "by_id",
    "by_reference",
    "deposit",
    "has_receipt",
    "health",
    "open_",
    "receipted",
    "return_",
]
