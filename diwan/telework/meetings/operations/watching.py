"""What a video server answered, kept for the chair to see."""

from __future__ import annotations

from django.db import transaction

from ..models import Meeting


@transaction.atomic
def note_trouble(*, meeting_id: int, trouble: str) -> None:
    """Keep the last thing that went wrong; "" when all is well again."""
    Meeting.objects.filter(pk=meeting_id).exclude(room_trouble=trouble[:200]).update(room_trouble=trouble[:200])


@transaction.atomic
def note_room(*, meeting_id: int, records: bool) -> None:
    """The room is open, and can be recorded or not."""
    Meeting.objects.filter(pk=meeting_id).update(room_trouble="", room_records=records)
