"""The door of registers."""

from .enums import Kind, State
from .models import RegisterEntry
from .operations import ClockWentBack, NothingToCorrect, OfficeRef, Registration, annul, rectify, register
from .policies import CORRECT
from .queries import by_reference, entries_of, irregularities

__all__ = [
    "CORRECT",
    "ClockWentBack",
    "Kind",
    "NothingToCorrect",
    "OfficeRef",
    "RegisterEntry",
    "Registration",
    "State",
    "annul",
    "by_reference",
    "entries_of",
    "irregularities",
    "rectify",
    "register",
]
