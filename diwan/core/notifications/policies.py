"""One's own notifications, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .models import Notification

if TYPE_CHECKING:
    from django.db.models import QuerySet


def visible_to(actor: Any) -> QuerySet[Notification]:
    """What this actor was told; nothing for somebody who is not signed in."""
    if actor is None or actor.person_id is None:
        return Notification.objects.none()
    return Notification.objects.filter(person_id=actor.person_id)
