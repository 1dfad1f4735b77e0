"""Facts of the directory, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitChanged:
    """A unit was created, renamed, moved or abolished; `change` says which, `on` (ISO day) from when."""

    unit_id: int
    administration_id: int
    change: str
    on: str
    successor_id: int | None = None


@dataclass(frozen=True)
class SeatChanged:
    """Somebody took or left a post; `basis` says by what title. What they may do has changed already."""

    post_id: int
    person_id: int
    basis: str
    taken: bool
    at: str


@dataclass(frozen=True)
class StructureImported:
    """Units, posts and seats were made from a list, all at once: how many of each. None is told one by one."""

    administration_id: int
    units: int
    posts: int
    seats: int
