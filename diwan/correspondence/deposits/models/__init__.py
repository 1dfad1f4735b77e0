"""Rows of the registry office's counter: `deposits` (letters and their proofs), `messages`, `drafts`, `corrections`."""

from .corrections import Correction
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
    "Correction",
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
