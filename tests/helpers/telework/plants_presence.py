"""What `presence` keeps of an administration, planted for the canary."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.utils import timezone


def called(world: Any, word: str) -> None:
    """A call with its reason, the answer to it and the decision."""
    row = world.call_of(word, world.callable_days[1])
    row.state, row.answer, row.decision = "declined", word, word
    row.save(update_fields=["state", "answer", "decision"])
    world.call_made = row


def closed(world: Any, word: str) -> None:
    world.week_closed = world.week_of(word, weeks_ago=2)


def away(world: Any, word: str) -> None:
    world.absence_said = world.absence_of(word)


def completed(world: Any, word: str) -> None:
    """A day completed afterwards, with its reason."""
    from diwan.telework.presence.models import Confirmation

    row, now = world.agreement_in_force, timezone.now()
    for kind in ("start", "end"):
        Confirmation.objects.create(
            person_id=row.person_id,
            agreement_id=row.pk,
            unit_id=row.unit_id,
            administration_id=row.administration_id,
            day=now.date(),
            kind=kind,
            said_at=now,
            received_at=now,
            key=uuid.uuid4(),
            completed=True,
            reason=word,
        )


PLANTS: dict[str, Callable[[Any, str], Any]] = {
    "presence calls": called,
    "presence weeks": closed,
    "presence absences": away,
    "presence completed": completed,
}
