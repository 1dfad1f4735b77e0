"""Rows: `agreements` (the agreement, its terms, pauses, chosen days, history), `asking` (wishes, appeals),
`charters` (practice, versions, signatures), `private` (workplaces, situations told in confidence)."""

from .agreements import Agreement, ChosenDay, Pause, Step, Term
from .asking import Appeal, Request
from .charters import CharterSigning, CharterVersion, Practice
from .private import Confidence, Reading, Workplace

__all__ = [
    "Agreement",
    "Appeal",
    "CharterSigning",
    "CharterVersion",
    "ChosenDay",
    "Confidence",
    "Pause",
    "Practice",
    "Reading",
    "Request",
    "Step",
    "Term",
    "Workplace",
]
