"""Facts of incidents, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IncidentDeclared:
    """Somebody declared an incident; the security officers were told in the same transaction."""

    incident_id: int
    administration_id: int


@dataclass(frozen=True)
class IncidentClosed:
    """An incident was closed with its lessons."""

    incident_id: int
    administration_id: int
