"""The agreement to telework of a person, where there is one."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

DOOR = "diwan.telework.agreements.api"


def agreement_of(person_id: int, on: date) -> int | None:
    """The agreement in force that day; a task may also be set to whoever works on site."""
    door: Any = import_module(DOOR) if find_spec(DOOR) else None
    found = door.in_force(person_id, on) if door else None
    return found.agreement_id if found else None
