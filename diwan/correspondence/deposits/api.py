"""The door of deposits."""

from .enums import ApplicantKind, Channel, IdentityKind, State
from .events import (
    AnswerRead,
    DepositAccepted,
    DepositForwarded,
    DepositRegistered,
    DepositReturned,
    MessageWritten,
    ProofIssued,
    ReceiptIssued,
)
from .figures import OfficeHealth, has_receipt, health, receipted
from .models import PROCESS
from .operations.answering import answer
from .operations.clocks import extend
from .operations.completing import complete, request_pieces
from .operations.deciding import accept, return_
from .operations.forwarding import forward
from .operations.handing_in import Applicant, Arrival, Deposited, Letter, deposit
from .operations.messages import read, write
from .operations.opening import open_
from .operations.silence import elapse
from .queries.following import by_id, by_reference

__all__ = [
    "PROCESS",
    "AnswerRead",
    "Applicant",
    "ApplicantKind",
    "Arrival",
    "Channel",
    "DepositAccepted",
    "DepositForwarded",
    "DepositRegistered",
    "DepositReturned",
    "Deposited",
    "IdentityKind",
    "Letter",
    "MessageWritten",
    "OfficeHealth",
    "ProofIssued",
    "ReceiptIssued",
    "State",
    "accept",
    "answer",
    "by_id",
    "by_reference",
    "complete",
    "deposit",
    "elapse",
    "extend",
    "forward",
    "has_receipt",
    "health",
    "open_",
    "read",
    "receipted",
    "request_pieces",
    "return_",
    "write",
]
