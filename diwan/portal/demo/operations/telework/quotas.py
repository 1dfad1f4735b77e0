"""The demonstration of `quotas`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    """Nothing yet."""
