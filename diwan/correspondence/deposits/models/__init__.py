"""Rows of the registry office's counter: `deposits` (letters and their proofs), `messages`."""

from .deposits import (
    MINE,
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
    "MINE",
    "PIECE",
    "PROCESS",
    "RECEIPT",
    "ClockEvent",
    "Deposit",
    "Message",
    "MessageFile",
    "Opening",
    "Piece",
    "Receipt",
    "Step",
    "digest_of_code",
]
