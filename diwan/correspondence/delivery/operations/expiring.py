"""Arrivals that nobody decides on: the office is reminded, then its sender holds evidence that it did not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.kit.transactions import acknowledged

from .. import notices
from ..enums import ArrivalState, Event, Why
from ..events import ArrivalAnswered
from ..models import Arrival
from ..registry import Happened
from .proving import issuer_of, journalled, office_now, prove

if TYPE_CHECKING:
    from datetime import datetime


def expire(*, now: datetime) -> int:
    """Remind on the last day, note the expiry after it; how many were touched. An arrival stays open all the same:
    the office may still accept or refuse, the sender may still withdraw."""
    touched = 0
    for country in calendars.countries():
        today = calendars.local_day(now, country)
        rows = Arrival.objects.filter(
            state=ArrivalState.WAITING, expired_at=None, decide_by__lte=today, office__administration__country=country
        )
        for pk, decide_by, reminded_on in list(rows.values_list("pk", "decide_by", "reminded_on")):
            if decide_by < today or reminded_on is None:
                touched += settled(pk, late=decide_by < today, now=now, country=country)
    return touched


def settled(arrival_id: int, *, late: bool, now: datetime, country: str) -> int:
    with acknowledged():
        row = Arrival.objects.locked().select_related("office").get(pk=arrival_id)
        if row.state != ArrivalState.WAITING or row.expired_at:
            return 0
        notices.remind_office(row, late=late, now=now)
        if not late:
            row.reminded_on = calendars.local_day(now, country)
            row.save(update_fields=["reminded_on"])
            return 1
        row.expired_at = now
        row.save(update_fields=["expired_at"])
        facts.tell(ArrivalAnswered(arrival_id=row.pk, channel=row.channel, state=row.state))
        happened = [Happened(Event.ACCEPTANCE_REJECTION_EXPIRY, Why.EXPIRED)]
        rows = prove(row, happened, issuer=issuer_of(office_now(row.office_id, now)), now=now)
        journalled(rows, office_id=row.office_id, now=now)
        return 1
