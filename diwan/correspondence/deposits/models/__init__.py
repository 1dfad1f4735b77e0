"""Rows of the registry office's counter: `deposits` (letters and their proofs), `messages`, `corrections`."""

from .corrections import Correction
from .deposits import (
    PIECE,
    PROCESS,
    RECEIPT,
    ClockEvent,
    Deposit,
    Opening,
    Piece,
    Receipt,
    Step,
    digest_of_code,
)
from .messages import ATTACHMENT, Message, MessageFile

__all__ = [
    "ATTACHMENT",
    "PIECE",
    "PROCESS",
    "RECEIPT",
    "ClockEvent",
    "Correction",
    "Deposit",
    "Message",
    "MessageFile",
    "Opening",
    "Piece",
    "Receipt",
    "Step",
    "digest_of_code",
]
