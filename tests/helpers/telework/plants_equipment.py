"""What `equipment` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def planted(world: Any, word: str) -> Any:
    world.item = world.item_of("INV-9", word, serial=word, note=word)
    return world.item


def slip(world: Any, word: str) -> Any:
    world.equipment_slip = world.slip_of(world.item_of("INV-8"), note_text=word, remark=word)
    return world.equipment_slip


PLANTS: dict[str, Callable[[Any, str], Any]] = {"equipment": planted, "slips of equipment": slip}
