"""What `meetings` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from diwan.telework.meetings.api import Item
from diwan.telework.meetings.operations import writing


def planted(world: Any, word: str) -> Any:
    """A meeting whose every word is kept from others."""
    row = world._meeting_convened(word, place=word, note=word, items=[Item(title=word, speaker=word)])
    world.meeting = row
    return row


def minutes(world: Any, word: str) -> Any:
    from tests.helpers.house import HOLDER

    row = world._meeting_opened()
    written = [writing.Written(item_id=row.items.get().pk, said=word, decisions=[writing.NewDecision(text=word)])]
    return writing.write_minutes(
        actor=world.actor(HOLDER), meeting_id=row.pk, written=written, conclusion=word, now=timezone.now()
    )


PLANTS: dict[str, Callable[[Any, str], Any]] = {"meetings": planted, "minutes of meetings": minutes}
