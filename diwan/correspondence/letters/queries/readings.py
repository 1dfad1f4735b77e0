"""The read log of a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from .page import seat_name

if TYPE_CHECKING:
    from datetime import datetime

    from ..models import Letter, Reading


def readings_of(letter: Letter, now: datetime, limit: int = 2000) -> list[Reading]:
    """Who read it, last first, with the `seat` they read it from (1 query, 4 more for the posts)."""
    rows = list(letter.readings.select_related("reader").order_by("-last_at", "-pk")[:limit])
    posts = organisations.post_cards({row.post_id for row in rows if row.post_id}, now)
    for row in rows:
        row.seat = seat_name(posts.get(row.post_id or 0))  # type: ignore[attr-defined]
        held = row.basis in ("", organisations.Basis.HOLDER)
        row.held = "" if held else str(organisations.Basis(row.basis).label)  # type: ignore[attr-defined]
    return rows
