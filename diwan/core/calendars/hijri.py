"""Hijri dates: the computed Umm al-Qura calendar, which each country shifts by what it sights and announces."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import hijridate

#: Arabic as the Moroccan Bulletin officiel writes them, French as its translation edition does.
MONTHS = {
    "ar": (
        "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
        "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
    ),
    "fr": (
        "moharrem", "safar", "rabii I", "rabii II", "joumada I", "joumada II",
        "rejeb", "chaabane", "ramadan", "chaoual", "kaada", "hija",
    ),
    "en": (
        "Muharram", "Safar", "Rabi al-Awwal", "Rabi al-Thani", "Jumada al-Ula", "Jumada al-Akhira",
        "Rajab", "Shaban", "Ramadan", "Shawwal", "Dhu al-Qadah", "Dhu al-Hijjah",
    ),
}  # fmt: skip
RAMADAN = 9
#: The years for which Umm al-Qura is known in full, less a margin for a country that counts a day later.
FIRST_YEAR, LAST_YEAR = 1925, 2076


class HijriDate(NamedTuple):
    year: int
    month: int
    day: int


def umm_al_qura(day: date) -> HijriDate:
    """Raises OverflowError outside August 1924 to November 2077, which no table covers."""
    return HijriDate(*hijridate.Gregorian.fromdate(day).to_hijri().datetuple())


def first_of(year: int, month: int) -> date:
    """The first day of a Hijri month in Umm al-Qura."""
    found = hijridate.Hijri(year, month, 1).to_gregorian()
    return date(found.year, found.month, found.day)


def neighbour(year: int, month: int, step: int) -> tuple[int, int]:
    """The month `step` months away."""
    index = year * 12 + month - 1 + step
    return index // 12, index % 12 + 1
