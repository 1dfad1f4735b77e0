"""The door of registers."""

from .enums import CORRECT, RESERVED, Kind, State
from .models import RegisterEntry
from .operations.closing import AlreadyClosed, NumbersLeft, YearNotOver, close
from .operations.correcting import NothingToCorrect, annul, rectify
from .operations.numbering import BookClosed, ClockWentBack, OfficeRef, Registration, register
from .operations.reserving import NotReserved, TooManyNumbers, fill, release, reserve
from .queries import by_reference, entries_of, history, irregularities, proof_of, reserved_at
from .subjects import Line, Subject, register_subject

__all__ = [
    "CORRECT",
    "RESERVED",
    "AlreadyClosed",
    "BookClosed",
    "ClockWentBack",
    "Kind",
    "Line",
    "NotReserved",
    "NothingToCorrect",
    "NumbersLeft",
    "OfficeRef",
    "RegisterEntry",
    "Registration",
    "State",
    "Subject",
    "TooManyNumbers",
    "YearNotOver",
    "annul",
    "by_reference",
    "close",
    "entries_of",
    "fill",
    "history",
    "irregularities",
    "proof_of",
    "rectify",
    "register",
    "register_subject",
    "release",
    "reserve",
    "reserved_at",
]
