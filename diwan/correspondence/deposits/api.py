"""The door of deposits."""

from .enums import ApplicantKind, Channel, IdentityKind, State
from .events import DepositAccepted, DepositRegistered, DepositReturned, ReceiptIssued
from .figures import OfficeHealth, has_receipt, health, receipted
from .models import PROCESS
from .operations.deciding import accept, open_, return_
from .operations.handing_in import Applicant, Arrival, Deposited, Letter, deposit
from .queries.following import by_id, by_reference

__all__ = [
    "PROCESS",
    "Applicant",
    "ApplicantKind",
    "Arrival",
    "Channel",
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
