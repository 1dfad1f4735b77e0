"""Campaigns told, and told again to who has not acknowledged them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars

from .models import Campaign
from .telling import languages, tell

if TYPE_CHECKING:
    from datetime import datetime


def tell_of_campaign(campaign_id: int, *, now: datetime, once: str = "sent") -> int:
    """Tell who was sent it and has not acknowledged it; how many had not been told under this key."""
    row = Campaign.objects.get(pk=campaign_id)
    waiting = row.readers.filter(acknowledged_at=None).values_list("person_id", flat=True)
    page, key = ("support:campaign", row.pk), f"{row.pk}:{once}"
    return tell(languages(waiting), "support.campaign", lambda: row.title, page=page, once=key, now=now)


def remind(*, now: datetime) -> int:
    """Every so many days until the last day, on worked days: the day of the campaign is counted from its sending."""
    told = 0
    for country in calendars.countries():
        today, days = calendars.local_day(now, country), calendars.calendar(country)
        if not days.is_working_day(today):
            continue
        rows = Campaign.objects.filter(administration__country=country, sent_at__isnull=False, ends_on__gte=today)
        for row in rows.order_by("pk"):
            assert row.sent_at is not None
            passed = (today - calendars.local_day(row.sent_at, country)).days
            turn = passed // max(row.remind_days, 1)
            if turn and row.remind_days:
                told += tell_of_campaign(row.pk, now=now, once=f"reminder {turn}")
    return told
