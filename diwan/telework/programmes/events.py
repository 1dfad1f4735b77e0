"""What happened to a programme."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProgrammeOpened:
    """The head decided: telework is open in the administration from that day (ISO)."""

    programme_id: int
    administration_id: int
    on: str


@dataclass(frozen=True)
class ProgrammeLaunched:
    programme_id: int
    administration_id: int
    on: str
