"""Remembering who has seen a tour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import TourSeen

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


def note_seen(*, actor: Actor, tour: str, now: datetime) -> None:
    """Note that this person went through a tour, or left it; twice is no fault."""
    TourSeen.objects.update_or_create(person_id=actor.person_id, tour=tour, defaults={"at": now})
