"""The door of deposits."""

from .enums import ApplicantKind, Channel, IdentityKind, State
from .events import DepositAccepted, DepositRegistered, DepositReturned, ReceiptIssued
from .operations.clocks import extend
from .operations.deciding import accept, open_, return_
from .operations.handing_in import Applicant, Arrival, Deposited, Letter, deposit
from .operations.silence import elapse
from .queries.following import by_id, by_reference

__all__ = [
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
    "ReceiptIssued",
    "State",
    "accept",
    "by_id",
    "by_reference",
    "deposit",
    "elapse",
    "extend",
    "open_",
    "return_",
]
