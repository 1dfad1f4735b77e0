"""The door of procedures."""

from .enums import ClockStart, Identity, Silence
from .models import MANAGE
from .operations.catalogue import load_all
from .operations.keeping import close, offer, revise
from .queries import PLAIN_LETTER, Needed, ProcedureCard, card, count_open, offered_at, register_user
from .terms import PieceTerms, Terms

__all__ = [
    "MANAGE",
    "PLAIN_LETTER",
    "ClockStart",
    "Identity",
    "Needed",
    "PieceTerms",
    "ProcedureCard",
    "Silence",
    "Terms",
    "card",
    "close",
    "count_open",
    "load_all",
    "offer",
    "offered_at",
    "register_user",
    "revise",
]
