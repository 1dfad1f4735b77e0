"""Telework in the demonstration: the apps of the wing in the order in which an administration comes to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    agreements,
    continuity,
    equipment,
    evaluations,
    incidents,
    meetings,
    outputs,
    presence,
    programmes,
    quotas,
    rules,
    safe_access,
    support,
)

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

IN_ORDER = (
    rules,
    programmes,
    support,
    safe_access,
    equipment,
    quotas,
    agreements,
    presence,
    outputs,
    meetings,
    evaluations,
    incidents,
    continuity,
)


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    for app in IN_ORDER:
        app.furnish(places, persons, now=now)
