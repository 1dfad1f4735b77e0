"""The door of deposits."""

from .enums import ApplicantKind, Channel, IdentityKind, ProofKind, State
from .events import (
    DepositAccepted,
    DepositAnnulled,
    DepositRectified,
    DepositRegistered,
    DepositReturned,
    ReceiptIssued,
)
from .figures import OfficeHealth, has_receipt, health, receipted
from .models import PROCESS
from .operations.annulling import annul
from .operations.counter import register_arrival
from .operations.deciding import accept, open_, return_
from .operations.handing_in import Applicant, Arrival, Deposited, Letter, deposit
from .operations.rectifying import Registered, rectify, registered
from .queries.following import by_id, by_reference, by_sealed

__all__ = [
    "PROCESS",
    "Applicant",
    "ApplicantKind",
    "Arrival",
    "Channel",
    "DepositAccepted",
    "DepositAnnulled",
    "DepositRectified",
    "DepositRegistered",
    "DepositReturned",
    "Deposited",
    "IdentityKind",
    "Letter",
    "OfficeHealth",
    "ProofKind",
    "ReceiptIssued",
    "Registered",
    "State",
    "accept",
    "annul",
    "by_id",
    "by_reference",
    "by_sealed",
    "deposit",
    "has_receipt",
    "health",
    "open_",
    "receipted",
    "rectify",
    "register_arrival",
    "registered",
    "return_",
]
