"""Reading notifications."""

from __future__ import annotations

from .models import Notification, Preference

KINDS: dict[str, object] = {}


def unread_count(person_id: int | None) -> int:
    """How many a person has not read: the number on the bell. Reads one small index."""
    return Notification.objects.filter(person_id=person_id, read_at=None).count() if person_id else 0


def wants_mail(person_id: int, kind: str) -> bool:
    """Whether this kind is sent to this person by e-mail."""
    choice = Preference.objects.filter(person_id=person_id, kind=kind).values_list("by_mail", flat=True).first()
    return choice is not False


def choices(person_id: int) -> list[tuple[str, object, bool]]:
    """Each kind known to the house, its name, and whether it is sent to this person by e-mail."""
    refused = set(Preference.objects.filter(person_id=person_id, by_mail=False).values_list("kind", flat=True))
    return [(kind, label, kind not in refused) for kind, label in sorted(KINDS.items())]
