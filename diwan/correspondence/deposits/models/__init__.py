"""Rows of the counter: `deposits` (letters and their proofs), `messages`, `drafts`, `corrections`, `views`."""

from .corrections import Correction
from .deposits import (
    DUE_FIRST,
    MINE,
    PIECE,
    PROCESS,
    RECEIPT,
    SEND,
    WORDS,
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
    "DUE_FIRST",
    "MINE",
    "PIECE",
    "PROCESS",
    "RECEIPT",
    "SEND",
    "WORDS",
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
