"""What `incidents` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from diwan.telework.incidents import api as incidents
from diwan.telework.incidents.operations import following
from tests.core import people


def declared(world: Any, word: str) -> Any:
    """An incident whose title and story hold the word, followed and closed with it."""
    now = timezone.now()
    row = incidents.declare(
        actor=people.SYSTEM,
        kind=incidents.Kind.OTHER,
        title=word,
        about_person_id=None,
        discovered_at=now,
        what=word,
        administration_id=world.here.pk,
        now=now,
    )
    following.note_measure(actor=people.SYSTEM, incident_id=row.pk, text=word, at=now, now=now)
    following.note_sending(actor=people.SYSTEM, incident_id=row.pk, authority="DGSSI", means=word, sent_at=now, now=now)
    following.close(actor=people.SYSTEM, incident_id=row.pk, lessons=word, now=now)
    world.incident = row
    return row


PLANTS: dict[str, Callable[[Any, str], Any]] = {"incident": declared}
