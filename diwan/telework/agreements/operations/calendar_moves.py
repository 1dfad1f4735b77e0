"""The calendar of a country changed: the places agreements hold follow the days that are worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from diwan.telework.quotas import api as quotas

from ..enums import LIVE
from ..models import Agreement
from ..places import refit
from .common import locked, today

if TYPE_CHECKING:
    from datetime import datetime


def follow(*, country: str, now: datetime) -> list[int]:
    """Take again the places of everything live in a country; those for which there is no room, left as they were."""
    rows = Agreement.objects.filter(administration__country=country, state__in=LIVE).order_by("pk")
    return [key for key in list(rows.values_list("pk", flat=True)) if not _taken_again(key, now)]


def _taken_again(key: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            row = locked(key)
            refit(row, first=today(row, now), now=now)
    except quotas.QuotaBroken:
        return False
    return True
