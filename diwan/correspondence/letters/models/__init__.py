"""Rows of letters: `letters` (the letter, its parties, pieces, links), `plan` (classification, files by subject),
`corrections`, `sights` (before whom it stands, who read it, what was done to it)."""

from .corrections import Correction
from .letters import DUE_FIRST, PIECE, Letter, Link, Party, Piece
from .plan import Dossier, PlanClass
from .sights import Act, Reading, Sight

__all__ = [
    "DUE_FIRST",
    "PIECE",
    "Act",
    "Correction",
    "Dossier",
    "Letter",
    "Link",
    "Party",
    "Piece",
    "PlanClass",
    "Reading",
    "Sight",
]
