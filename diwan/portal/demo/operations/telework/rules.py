"""The demonstration of `rules`: what the ministry set for itself, and what it will set from the new year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from datetime import datetime

    from ..bodies import Places

AGO = timedelta(days=60)
HOUSE = "MEN"


def furnish(places: Places, persons: dict[str, int], *, now: datetime) -> None:
    administration = places.administrations[HOUSE].pk
    then = now - AGO
    today, was = calendars.local_day(now, "MA"), calendars.local_day(then, "MA")
    new_year = date(today.year + 1, 1, 1)
    for key, value, starts_on, at, ground in (
        ("eligible_score", 65, was, then, "مقرر السيد الوزير رقم 214.26 بشأن شبكة تنقيط المهام"),
        ("evaluation_every", "P2M", was, then, "محضر لجنة التقييم رقم 3/2026"),
        ("start_from", "08:00", was, then, "مذكرة الكتابة العامة حول مرونة الأوقات"),
        ("start_until", "09:30", was, then, "مذكرة الكتابة العامة حول مرونة الأوقات"),
        (
            "quota.minimum_presence",
            {"direction": "min", "percent": 40, "scope": "unit", "least_people": 4},
            new_year,
            now,
            "قرار الرفع من الحضور ابتداء من فاتح يناير",
        ),
    ):
        rules.adjust(
            actor=organisations.SYSTEM,
            administration_id=administration,
            key=key,
            value=value,
            starts_on=starts_on,
            ground=ground,
            now=at,
        )
