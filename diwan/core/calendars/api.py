"""The door of the calendars. Each function reads the announcements anew (one query; one per request in all).

For many questions about one country, take `calendar(country)` once and ask it: it answers without the database.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from . import wording
from .clock import (
    BackInTime,
    ClockRunning,
    ClockRunOut,
    ClockStopped,
    ExtensionTooLong,
    LegalClock,
    NoMoreCompletion,
    NoMoreExtension,
    Stop,
)
from .days import Calendar, DayOff
from .enums import Kind
from .events import CalendarChanged
from .hijri import HijriDate, umm_al_qura
from .operations import announce_holiday, withdraw_announcement
from .policies import RIGHT as RIGHT_TO_ANNOUNCE
from .profile import Hours, LegalRule, Names, Profile, UnknownCountry, countries, profile
from .queries import calendar, read_once, zone

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "RIGHT_TO_ANNOUNCE",
    "BackInTime",
    "Calendar",
    "CalendarChanged",
    "ClockRunOut",
    "ClockRunning",
    "ClockStopped",
    "DayOff",
    "ExtensionTooLong",
    "HijriDate",
    "Hours",
    "Kind",
    "LegalClock",
    "LegalRule",
    "Names",
    "NoMoreCompletion",
    "NoMoreExtension",
    "Profile",
    "Stop",
    "UnknownCountry",
    "announce_holiday",
    "calendar",
    "countries",
    "due_on",
    "format_both",
    "format_date",
    "format_time",
    "holidays_between",
    "is_ramadan",
    "is_working_day",
    "legal_clock",
    "local_day",
    "office_hours",
    "profile",
    "read_once",
    "to_hijri",
    "why_not_working",
    "withdraw_announcement",
    "zone",
]


def local_day(at: datetime, country: str) -> date:
    """The legal day of a moment: 23:30 UTC on Monday is already Tuesday in Kuwait."""
    return at.astimezone(zone(country)).date()


def is_working_day(country: str, day: date) -> bool:
    return calendar(country).is_working_day(day)


def why_not_working(country: str, day: date) -> Names | None:
    """The holiday or the week-end, in four languages; None on a working day."""
    return calendar(country).why_not_working(day)


def due_on(country: str, start: date, days: int, unit: str = "calendar") -> date:
    """The last day of a delay: `start` does not count, a last day that is not worked moves to the next worked one."""
    return calendar(country).due_on(start, days, unit)


def legal_clock(
    country: str, key: str, started_on: date, *, stops: Sequence[Stop] = (), extensions: Sequence[int] = ()
) -> LegalClock:
    """The delay the law sets (`request`, `investment` in Morocco, `grievance` in Kuwait), with what happened since.

    Raises LookupError when the country had no such clock on that day.
    """
    days = calendar(country)
    dated = [day for stop in stops for day in (stop.since, stop.until) if day]
    rule = days.profile.legal_rule(key, started_on)
    return LegalClock(days, rule, started_on, tuple(stops), tuple(extensions), max(dated, default=None))


def holidays_between(country: str, first: date, last: date) -> list[DayOff]:
    """The holidays from `first` to `last`, both included."""
    return calendar(country).holidays_between(first, last)


def office_hours(country: str, day: date) -> Hours | None:
    """When administrations work that day; None when they do not, or when no text is known for that time."""
    return calendar(country).office_hours(day)


def is_ramadan(country: str, day: date) -> bool:
    return calendar(country).is_ramadan(day)


def to_hijri(day: date, country: str | None = None) -> HijriDate:
    """The Hijri date as the country counts it; without a country, in Umm al-Qura."""
    return calendar(country).to_hijri(day) if country else umm_al_qura(day)


def format_date(day: date, language: str, country: str, *, hijri: bool = False, weekday: bool = False) -> str:
    """`18 نونبر 2026`, or `8 جمادى الآخرة 1448`: month names and digits as the country writes them."""
    if hijri:
        return wording.hijri(to_hijri(day, country), profile(country), language)
    return wording.gregorian(day, profile(country), language, weekday=weekday)


def format_both(day: date, language: str, country: str) -> str:
    """Both dates in the country's order: `8 جمادى الآخرة 1448 (18 نونبر 2026)`."""
    return wording.both(day, calendar(country), language)


def format_time(at: datetime, country: str, language: str) -> str:
    """The legal hour of a moment, on 24 hours."""
    return wording.hour(at.astimezone(zone(country)).time(), profile(country), language)
