"""Dates and hours as people of a country write them: month names, digits, Hijri beside Gregorian."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel import Locale
from django.utils.translation import get_language

from .hijri import MONTHS, HijriDate

if TYPE_CHECKING:
    from datetime import date, time

    from .days import Calendar
    from .profile import Profile

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def digits(text: str, profile: Profile, language: str) -> str:
    """The text with the digits of the country in that language."""
    return text.translate(ARABIC_INDIC) if profile.digits.get(language) == "arab" else text


def gregorian(day: date, profile: Profile, language: str, *, weekday: bool = False) -> str:
    """`18 نونبر 2026` in Rabat, `١٨ نوفمبر ٢٠٢٦` in Kuwait, `1er janvier 2027`; with the day of the week if asked."""
    months = profile.months.get(language) or _cldr("months", language)
    text = _written(day.day, months[day.month - 1], day.year, language)
    if weekday:
        text = f"{_cldr('days', language)[day.weekday()]} {text}"
    return digits(text, profile, language)


def hijri(day: HijriDate, profile: Profile, language: str) -> str:
    """`8 جمادى الآخرة 1448`. Amazigh takes the Latin names of the French edition of the Bulletin officiel."""
    months = MONTHS.get(language, MONTHS["fr"])
    return digits(_written(day.day, months[day.month - 1], day.year, language), profile, language)


def both(day: date, calendar: Calendar, language: str) -> str:
    """The two dates in the order the country writes them."""
    pattern = calendar.profile.both.get(language, "{gregorian} ({hijri})")
    return pattern.format(
        gregorian=gregorian(day, calendar.profile, language),
        hijri=hijri(calendar.to_hijri(day), calendar.profile, language),
    )


def hour(at: time, profile: Profile, language: str) -> str:
    """`14:05`, on 24 hours."""
    return digits(f"{at:%H:%M}", profile, language)


def in_words(day: date, profile: Profile) -> str:
    """The Gregorian date in the language of the page, for a sentence."""
    return gregorian(day, profile, get_language() or "ar")


def weekdays(days: frozenset[int], profile: Profile, language: str) -> list[str]:
    """Days of the week (ISO numbers) by name, in the order of the country's week."""
    week = [(profile.week_starts_on - 1 + step) % 7 + 1 for step in range(7)]
    return [_cldr("days", language)[day - 1] for day in week if day in days]


def _written(number: int, month: str, year: int, language: str) -> str:
    first = "1er" if language == "fr" and number == 1 else str(number)
    return f"{first} {month} {year}"


@cache
def _cldr(what: str, language: str) -> tuple[str, ...]:
    """Month names from January, or day names from Monday, as CLDR has them."""
    words = getattr(Locale.parse(language), what)["format"]["wide"]
    return tuple(words[number] for number in sorted(words))
