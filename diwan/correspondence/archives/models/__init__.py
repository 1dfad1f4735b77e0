"""Rows of the archives: `schedule` (how long, what then, holds), `destruction` (lists and what they destroyed),
`packages` (what was handed over, and what was received)."""

from .destruction import CERTIFICATE, DestructionItem, DestructionList
from .packages import OBJECT, ArchiveObject, ArchiveUnit, Package
from .schedule import Hold, RetentionRule

__all__ = [
    "CERTIFICATE",
    "OBJECT",
    "ArchiveObject",
    "ArchiveUnit",
    "DestructionItem",
    "DestructionList",
    "Hold",
    "Package",
    "RetentionRule",
]
