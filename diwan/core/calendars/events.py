"""The facts this app tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CalendarChanged:
    """A day or a month was announced or withdrawn: days counted before may end elsewhere now."""

    country: str
    announcement_id: int
