"""Rows of the registry office's counter: `deposits` (letters and their proofs), `messages`, `views`."""

from .deposits import (
    DUE_FIRST,
    PIECE,
    PROCESS,
    RECEIPT,
    WORDS,
    ClockEvent,
    Deposit,
    Opening,
    Piece,
    Receipt,
    Step,
    digest_of_code,
)
from .messages import ATTACHMENT, Message, MessageFile
from .views import SavedView

__all__ = [
    "ATTACHMENT",
    "DUE_FIRST",
    "PIECE",
    "PROCESS",
    "RECEIPT",
    "WORDS",
    "ClockEvent",
    "Deposit",
    "Message",
    "MessageFile",
    "Opening",
    "Piece",
    "Receipt",
    "SavedView",
    "Step",
    "digest_of_code",
]
