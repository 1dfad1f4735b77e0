"""Facts of letters, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LetterRegistered:
    """A letter got its number in a register; `kind` says which one."""

    letter_id: int
    kind: str


@dataclass(frozen=True)
class LetterClosed:
    """Nothing is left to do with a letter."""

    letter_id: int


@dataclass(frozen=True)
class LetterReopened:
    letter_id: int


@dataclass(frozen=True)
class LetterReturned:
    """It was given back to its sender, with a reason."""

    letter_id: int


@dataclass(frozen=True)
class LetterAnnulled:
    letter_id: int
