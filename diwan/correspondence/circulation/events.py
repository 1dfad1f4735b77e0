"""Facts of dispatch, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InstructionGiven:
    """A post was asked something about a letter."""

    instruction_id: int
    letter_id: int


@dataclass(frozen=True)
class InstructionAnswered:
    """Whoever was asked says it is done, or what they think."""

    instruction_id: int
    letter_id: int


@dataclass(frozen=True)
class InstructionSentBack:
    """The answer is not what was asked for; `at` (ISO) tells one time from another."""

    instruction_id: int
    letter_id: int
    at: str


@dataclass(frozen=True)
class InstructionEnded:
    """Closed, given back, taken back or moved: `state` says which."""

    instruction_id: int
    letter_id: int
    state: str


@dataclass(frozen=True)
class NoteWritten:
    """Somebody wrote beside a letter, and called posts to it."""

    note_id: int
    letter_id: int
