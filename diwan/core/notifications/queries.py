"""Reading notifications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from .models import Device, Notification, Preference

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

KINDS: dict[str, object] = {}


@dataclass(frozen=True)
class Gathered:
    """What a device shows of all that waits in one place: how much, never what.

    It is read on a locked screen by whoever passes: `sentence` says a number and no subject, name or reference. `count`
    is asked when the message leaves; when nothing is left, nothing is said.
    """

    code: str
    count: Callable[[int, datetime], int]
    sentence: Callable[[int], str]
    url_name: str


def unread_of_house(person_id: int, now: datetime) -> int:
    return Notification.objects.filter(person_id=person_id, read_at=None).exclude(kind__in=GATHERED).count()


def news(count: int) -> str:
    return ngettext("%(count)s new notification", "%(count)s new notifications", count) % {"count": count}


HOUSE = Gathered("house", unread_of_house, news, "notifications:list")  # kinds that have no place of their own
GATHERED: dict[str, Gathered] = {}  # kind → its place


def place_of(kind: str) -> Gathered:
    return GATHERED.get(kind, HOUSE)


def place_named(code: str) -> Gathered:
    return next((place for place in GATHERED.values() if place.code == code), HOUSE)


def kinds_of(place: Gathered) -> list[str]:
    """The kinds that have this place; none for the house, which has all the others."""
    return [kind for kind, one in GATHERED.items() if one.code == place.code]


def unread_count(person_id: int | None) -> int:
    """How many a person has not read: the number on the bell. Reads one small index."""
    return Notification.objects.filter(person_id=person_id, read_at=None).count() if person_id else 0


def wanted(person_id: int, kind: str) -> tuple[bool, bool]:
    """Whether this kind is sent to this person by e-mail, and told on their devices (1 query)."""
    chosen = Preference.objects.filter(person_id=person_id, kind=kind).values_list("by_mail", "by_push").first()
    return chosen or (True, True)


def choices(person_id: int) -> list[tuple[str, object, bool, bool]]:
    """Each kind known to the house, its name, whether it comes to this person by e-mail, and on their devices."""
    rows = Preference.objects.filter(person_id=person_id).values_list("kind", "by_mail", "by_push")
    chosen = {kind: (by_mail, by_push) for kind, by_mail, by_push in rows}
    return [(kind, label, *chosen.get(kind, (True, True))) for kind, label in sorted(KINDS.items())]


def devices_of(person_id: int) -> list[Device]:
    return list(Device.objects.filter(person_id=person_id).order_by("-pk"))
