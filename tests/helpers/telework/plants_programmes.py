"""What `programmes` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .programmes import begun


def said(world: Any, word: str) -> Any:
    """An administration has one programme: what it says becomes the word."""
    row = world.__dict__.get("programme") or begun(world.here.pk)
    row.title = row.objectives = row.populations = word
    row.save(update_fields=["title", "objectives", "populations"])
    return row


PLANTS: dict[str, Callable[[Any, str], Any]] = {"programmes": said}
