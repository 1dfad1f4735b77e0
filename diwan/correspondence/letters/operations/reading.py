"""The read log: whoever reads a letter is written down, and those concerned may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from diwan.core.calendars import api as calendars

from ..enums import ReadingKind
from ..seats import acting_seats

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat

    from ..models import Letter


def read(
    *, actor: Actor, letter: Letter, now: datetime, kind: ReadingKind = ReadingKind.OPENED, seat: Seat | None = None
) -> None:
    """Note that somebody read a letter they may see: one line a day for each reader, seat and way (1 statement)."""
    if actor.person_id is None:
        return
    seat = seat or next(iter(acting_seats(actor)), None)
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE,
            {
                "letter": letter.pk,
                "kind": str(kind),
                "reader": actor.person_id,
                "post": seat.post_id if seat else None,
                "basis": str(seat.basis) if seat else "",
                "on": calendars.local_day(now, letter.administration.country),
                "now": now,
            },
        )


NOTE = """
INSERT INTO letters_reading AS reading
    (letter_id, kind, reader_id, post_id, basis, "on", first_at, last_at, times)
VALUES (%(letter)s, %(kind)s, %(reader)s, %(post)s, %(basis)s, %(on)s, %(now)s, %(now)s, 1)
ON CONFLICT (letter_id, reader_id, post_id, kind, "on") DO UPDATE
SET last_at = greatest(reading.last_at, excluded.last_at), times = reading.times + 1
"""
