"""The demonstration of `presence`: days confirmed by whoever teleworks there, one of them sent late, and a call."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from diwan.core.organisations.api import Actor
from diwan.kit.refusals import Refusal
from diwan.telework.agreements import api as agreements
from diwan.telework.presence import api as presence

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

MOST = 4  # people; the demonstration must stay quick


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    """The last week of a few teleworkers: two taps a day, the second one sent late now and then."""
    shown = 0
    for person_id in persons.values():
        if shown == MOST or agreements.in_force(person_id, now.date()) is None:
            continue
        shown += 1
        actor = Actor(person_id=person_id, name="")
        days = agreements.remote_days(person_id, now.date() - timedelta(days=7), now.date() - timedelta(days=1))
        for nth, day in enumerate(sorted(days)):
            start = now.replace(year=day.year, month=day.month, day=day.day, hour=8, minute=34 + nth, second=0)
            end = start + timedelta(hours=8, minutes=2)
            try:
                presence.confirm(actor=actor, kind="start", said_at=start, key=uuid.uuid4(), now=start)
                presence.confirm(
                    actor=actor, kind="end", said_at=end, key=uuid.uuid4(), now=end + timedelta(hours=nth % 2)
                )
            except Refusal:
                continue
