"""What `quotas` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PLANTS: dict[str, Callable[[Any, str], Any]] = {"quotas_group": lambda world, word: world.quota_group_of(word, "B2")}
