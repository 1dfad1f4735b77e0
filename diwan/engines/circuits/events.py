"""Facts of circuits, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TurnOpened:
    """A step awaits a post, a guest, or Diwan itself (numbering, seal, delivery)."""

    run_id: int
    turn_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True)
class RunMoved:
    """A run is through, or back with its author, or given up."""

    run_id: int
    state: str
    subject_kind: str
    subject_id: int


@dataclass(frozen=True)
class TurnReminded:
    """A step still awaits an answer; `late`: its time is over."""

    run_id: int
    turn_id: int
    subject_kind: str
    subject_id: int
    late: bool


@dataclass(frozen=True)
class MandateChanged:
    """A mandate was given, signed, revoked, or ended."""

    mandate_id: int
    change: str
