"""What is told of backups."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProofAsked:
    """An operator wants a backup made and restored now."""

    asked_by_id: int
