"""What `acts` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def titled(world: Any, word: str) -> Any:
    world.act = world.act_of(word)
    return world.act


PLANTS: dict[str, Callable[[Any, str], Any]] = {"acts": titled}
