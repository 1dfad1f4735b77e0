"""Rows of letters: `letters` (the letter, its parties, pieces, links), `plan` (classification, files by subject),
`sights` (before whom it stands, who read it, what was done to it)."""

from .letters import PIECE, Letter, Link, Party, Piece
from .plan import Dossier, PlanClass
from .sights import Act, Reading, Sight

__all__ = [
    "PIECE",
    "Act",
    "Dossier",
    "Letter",
    "Link",
    "Party",
    "Piece",
    "PlanClass",
    "Reading",
    "Sight",
]
