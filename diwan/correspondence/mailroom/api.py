"""The door of the mailroom."""

from .enums import Origin, SourceKind
from .events import PaperRegistered
from .operations.arriving import send_in
from .operations.sources import SourceTerms, add_source
from .separators import Sheet

__all__ = ["Origin", "PaperRegistered", "Sheet", "SourceKind", "SourceTerms", "add_source", "send_in"]
