"""The door of procedures."""

from .enums import ClockStart, Identity, Silence
from .queries import Needed, ProcedureCard, card, offered_at

__all__ = ["ClockStart", "Identity", "Needed", "ProcedureCard", "Silence", "card", "offered_at"]
