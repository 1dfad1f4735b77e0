"""Facts of continuity, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CrisisDrawn:
    """A crisis switch is asked for: its plan is to be made."""

    crisis_id: int


@dataclass(frozen=True)
class CrisisStarted:
    """Its act is signed: people are to be told."""

    crisis_id: int
    administration_id: int


@dataclass(frozen=True)
class CrisisEnded:
    """It is over, or was withdrawn after it was signed: those who were told of it are to be told."""

    crisis_id: int
    administration_id: int
