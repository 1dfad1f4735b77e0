"""Facts of equipment, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SlipOffered:
    """A slip goes to both sides to be signed."""

    slip_id: int


@dataclass(frozen=True)
class SlipSigned:
    """Both sides have signed: items changed hands."""

    slip_id: int
    person_id: int
    administration_id: int
    way: str


@dataclass(frozen=True)
class ReturnAsked:
    """Somebody has to give back what they hold by `due_on` (ISO)."""

    return_id: int
    person_id: int
    administration_id: int
    due_on: str


@dataclass(frozen=True)
class ItemLost:
    """An item is lost: whoever keeps remote access safe may have to cut it."""

    item_id: int
    person_id: int
    administration_id: int
