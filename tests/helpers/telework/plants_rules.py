"""What `rules` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .rules import adjusted

PLANTS: dict[str, Callable[[Any, str], Any]] = {
    "adjustments": lambda world, word: adjusted(world.here.pk, "eligible_score", 80, ground=word),
}
