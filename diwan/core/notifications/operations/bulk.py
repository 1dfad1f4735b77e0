"""Telling many people at once: the rows and jobs of `telling.notify`, in a few statements for each lot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from diwan.core.facts import api as facts

from .. import mails, pushes, queries
from ..enums import Mail
from ..models import Device, Notification, Preference
from .telling import NoReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

LOT = 2000  # people in one transaction
KEYS = "SELECT nextval(pg_get_serial_sequence('notifications_notification', 'id')) FROM generate_series(1, %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one person is told; as the arguments of `notify`."""

    person_id: int
    subject: str
    body: str = ""
    url: str = ""
    language: str = ""
    key: str = ""


def notify_many(*, kind: str, told: Iterable[Telling], now: datetime) -> int:
    """Tell many people, each as `notify` would, lot by lot; how many were told now. What is told is read as it comes.

    Each lot is a transaction of its own (part of the caller's, where there is one). A `key` told before, here or by
    another at the same time, is not told again: killed half-way, the whole may be told anew.

    Raises:
        NoReader: one of a lot is nobody; nobody of that lot is told.
    """
    coming, count = iter(told), 0
    while lot := list(islice(coming, LOT)):
        count += _tell(kind, lot, now)
    return count


@transaction.atomic
def _tell(kind: str, lot: Sequence[Telling], now: datetime) -> int:
    """7 queries, however many people."""
    ids = {one.person_id for one in lot}
    people: dict[int, Any] = {
        one.pk: one
        for one in get_user_model()
        .objects.filter(pk__in=ids)
        .annotate(has_device=Exists(Device.objects.filter(person=OuterRef("pk"))))
    }
    if len(people) < len(ids):
        raise NoReader
    chosen = {
        person: (by_mail, by_push)
        for person, by_mail, by_push in Preference.objects.filter(person__in=ids, kind=kind).values_list(
            "person", "by_mail", "by_push"
        )
    }
    with connection.cursor() as cursor:  # numbered beforehand: what is there afterwards under a number is ours
        cursor.execute(KEYS, [len(lot)])
        numbers = [number for (number,) in cursor.fetchall()]
    rows = [
        _row(one, people[one.person_id], chosen.get(one.person_id, (True, True)), pk=number, kind=kind, created_at=now)
        for one, number in zip(lot, numbers, strict=True)
    ]
    rows.sort(key=lambda row: row.key or "")  # two who tell the same people at once wait, and never for each other
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    written = set(Notification.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    place = queries.place_of(kind).code
    with facts.all_at_the_end():
        for row in rows:
            if row.pk not in written:
                continue
            if row.mail == Mail.WAITING:
                mails.deliver.later(notification_id=row.pk)
            if row.to_push and row.person_id is not None:
                pushes.gather_soon(row.person_id, place)
    return len(written)


def _row(one: Telling, person: Any, wants: tuple[bool, bool], **more: Any) -> Notification:
    by_mail, by_push = wants if person.is_active else (False, False)
    return Notification(
        person=person,
        email=person.email,
        subject=" ".join(one.subject.split())[:250],
        body=one.body,
        url=one.url,
        language=one.language or person.language or settings.LANGUAGE_CODE,
        key=one.key or None,
        mail=Mail.WAITING if by_mail and person.email else Mail.NONE,
        to_push=by_push and person.has_device,
        **more,
    )
