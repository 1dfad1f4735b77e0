"""Rows of the registry office's counter: `deposits` (letters and their proofs), `messages`, `drafts`."""

from .deposits import (
    MINE,
    PIECE,
    PROCESS,
    RECEIPT,
    SEND,
    ClockEvent,
    Deposit,
    Opening,
    Piece,
    Receipt,
    Step,
    digest_of_code,
)
from .drafts import DRAFT, Draft
from .messages import ATTACHMENT, Message, MessageFile

__all__ = [
    "ATTACHMENT",
    "DRAFT",
    "MINE",
    "PIECE",
    "PROCESS",
    "RECEIPT",
    "SEND",
    "ClockEvent",
    "Deposit",
    "Draft",
    "Message",
    "MessageFile",
    "Opening",
    "Piece",
    "Receipt",
    "Step",
    "digest_of_code",
]
