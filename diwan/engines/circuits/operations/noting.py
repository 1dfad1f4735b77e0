"""What the wing that owns the subject did to it on its way goes into the same history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from ..models import Act

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


@transaction.atomic
def note(*, run_id: int, verb: str, actor: Actor, now: datetime, turn_id: int | None = None, **detail: Any) -> Act:
    """Write a line of history that moves nothing."""
    return Act.objects.create(
        run_id=run_id, turn_id=turn_id, verb=verb, at=now, person_id=actor.person_id, detail=detail
    )
