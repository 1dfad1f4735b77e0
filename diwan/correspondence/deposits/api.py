"""The door of deposits."""

from .enums import ApplicantKind, Channel, IdentityKind, ProofKind, State
from .events import (
    AnswerRead,
    DepositAccepted,
    DepositAnnulled,
    DepositForwarded,
    DepositRectified,
    DepositRegistered,
    DepositReturned,
    MessageWritten,
    ProofIssued,
)
from .models import PROCESS
from .operations.annulling import TooLateToAnnul, annul
from .operations.answering import answer
from .operations.claiming import claim
from .operations.clocks import extend
from .operations.completing import complete, request_pieces
from .operations.counter import register_arrival
from .operations.deciding import accept, return_
from .operations.forwarding import forward
from .operations.handing_in import Applicant, Arrival, Deposited, Letter, deposit
from .operations.messages import read, write
from .operations.opening import open_
from .operations.rectifying import Registered, RegistrationAnnulled, rectify, registered
from .operations.silence import elapse
from .queries.following import by_id, by_reference, by_sealed
from .queries.health import OfficeHealth, has_receipt, health, receipted
from .slips import address as slip_address

__all__ = [
    "PROCESS",
    "AnswerRead",
    "Applicant",
    "ApplicantKind",
    "Arrival",
    "Channel",
    "DepositAccepted",
    "DepositAnnulled",
    "DepositForwarded",
    "DepositRectified",
    "DepositRegistered",
    "DepositReturned",
    "Deposited",
    "IdentityKind",
    "Letter",
    "MessageWritten",
    "OfficeHealth",
    "ProofIssued",
    "ProofKind",
    "Registered",
    "RegistrationAnnulled",
    "State",
    "TooLateToAnnul",
    "accept",
    "annul",
    "answer",
    "by_id",
    "by_reference",
    "by_sealed",
    "claim",
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
    "rectify",
    "register_arrival",
    "registered",
    "request_pieces",
    "return_",
    "slip_address",
    "write",
]
