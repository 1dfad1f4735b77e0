"""The door of the mailroom."""

from .enums import Origin, SourceKind
from .events import PaperRegistered
from .operations.arriving import send_in
from .operations.bringing import ReadPage, drawn, send_in_read
from .operations.sources import SourceTerms, add_source
from .separators import Sheet

__all__ = [
    "Origin",
    "PaperRegistered",
    "ReadPage",
    "Sheet",
    "SourceKind",
    "SourceTerms",
    "add_source",
    "drawn",
    "send_in",
    "send_in_read",
]
