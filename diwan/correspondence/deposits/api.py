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
from .operations.answering import answer
from .operations.completing import complete, request_pieces
from .operations.deciding import accept, return_
from .operations.forwarding import forward
from .operations.handing_in import Applicant, Arrival, Deposited, Letter, deposit
from .operations.messages import read, write
from .operations.opening import open_
from .queries.following import by_id, by_reference

__all__ = [
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
    "ProofIssued",
    "ReceiptIssued",
    "State",
    "accept",
    "answer",
    "by_id",
    "by_reference",
    "complete",
    "deposit",
    "forward",
    "open_",
    "read",
    "request_pieces",
    "return_",
    "write",
]
