"""The agreement to telework of a person, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.telework.agreements import api as agreements

if TYPE_CHECKING:
    from datetime import date


def agreement_of(person_id: int, on: date) -> int | None:
    """The agreement in force that day; a task may also be set to whoever works on site."""
    read: Any = getattr(agreements, "in_force", None)
    found = read(person_id, on) if read else None
    return found.agreement_id if found else None
