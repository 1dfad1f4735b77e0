"""Rows of the registry office's counter: `deposits` (letters and their proofs), `messages`, `drafts`, `views`."""

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
from .views import SavedView

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
    "Deposit",
    "Draft",
    "Message",
    "MessageFile",
    "Opening",
    "Piece",
    "Receipt",
    "SavedView",
    "Step",
    "digest_of_code",
]
