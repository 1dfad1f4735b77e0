"""What `programmes` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .programmes import begun

PLANTS: dict[str, Callable[[Any, str], Any]] = {"programmes": lambda world, word: begun(world.here.pk, word)}
