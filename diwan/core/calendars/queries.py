"""A country's calendar as of now: the profile file and the live announcements, read with one query."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .days import Calendar
from .models import Announcement
from .profile import Decision, Names, profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

FIELDS = ("kind", "day", "hijri_year", "hijri_month", "name_ar", "name_fr", "name_en", "name_zgh", "source")
_read: ContextVar[dict[str, Calendar] | None] = ContextVar("calendars_read", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it each country's announcements are read at most once: the middleware puts it around a request."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def forget() -> None:
    """What was read in this request is no longer true: an announcement was made or withdrawn."""
    kept = _read.get()
    if kept is not None:
        kept.clear()


def calendar(country: str) -> Calendar:
    """The calendar with what is announced at this moment. One query, none within `read_once` after the first.

    Raises UnknownCountry.
    """
    kept = _read.get()
    if kept is not None and country in kept:
        return kept[country]
    profile(country)
    found = _built(country, tuple(live(country).values_list(*FIELDS)))
    if kept is not None:
        kept[country] = found
    return found


def live(country: str) -> QuerySet[Announcement]:
    """The announcements that stand, oldest first: a later one wins."""
    return Announcement.objects.filter(country=country, withdrawn_at__isnull=True).order_by("announced_at", "id")


@lru_cache(maxsize=16)
def _built(country: str, rows: tuple[tuple, ...]) -> Calendar:
    """Keyed by the rows themselves, so that no process can keep a calendar that is no longer true."""
    decisions = []
    for kind, day, year, month, ar, fr, en, zgh, source in rows:
        decisions.append(
            Decision(
                kind=kind,
                day=day,
                hijri=(year, month) if year else None,
                names=Names(ar, fr, en, zgh),
                source=Names(source, source, source),
            )
        )
    return Calendar(profile(country), tuple(decisions))


def zone(country: str) -> ZoneInfo:
    """The legal time zone of a country."""
    return ZoneInfo(profile(country).zone)
