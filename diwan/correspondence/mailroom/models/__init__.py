"""Rows of the mailroom: `sources` (where paper comes from), `intakes` (what came, page by page), `documents` (what a
clerk confirms)."""

from .documents import Document
from .intakes import Intake, Original, Page
from .sources import Source

__all__ = ["Document", "Intake", "Original", "Page", "Source"]
