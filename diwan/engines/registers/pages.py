"""What a printed page of a book says: to the template `book`, and to whoever checks it without us (`content.json`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents

from .enums import Kind, State
from .models import Book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from .queries import Row


@dataclass(frozen=True)
class Part:
    """Some lines of a book, one file of a printing."""

    book: Book
    first: int
    last: int
    position: int
    total: int
    language: str

    @property
    def country(self) -> str:
        return self.book.office.administration.country


def content(part: Part, rows: Sequence[Row]) -> str:
    """Canonical JSON of the lines, by fingerprint; its digest enters the journal."""
    lines = [
        {
            "at": row.entry.registered_at.isoformat(),
            "digest": bytes(row.entry.content_digest).hex(),
            "number": row.entry.number,
            "state": row.entry.state,
            "subject": f"{row.entry.subject_kind}:{row.entry.subject_id}",
        }
        for row in rows
    ]
    said = {"first": part.first, "last": part.last, "lines": lines, "register": part.book.prefix, "v": 1}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def data(part: Part, rows: Sequence[Row], vouching: dict[int, dict[str, Any]], now: datetime) -> dict[str, Any]:
    """What the template `book` asks for, in the language of the pages."""
    office = organisations.office_card(part.book.office_id, now)
    assert office is not None  # offices are closed, never removed
    zone, language, country = calendars.zone(part.country), part.language, part.country

    @cache
    def days(day: date) -> dict[str, str]:
        return {
            "date": calendars.format_date(day, language, country),
            "hijri": calendars.format_date(day, language, country, hijri=True),
        }

    def line(row: Row) -> dict[str, Any]:
        legal = row.entry.registered_at.astimezone(zone)
        return {
            "number": row.entry.number,
            "day": legal.date().isoformat(),
            **days(legal.date()),
            "time": f"{legal:%H:%M:%S}",
            "sender": row.line.sender,
            "subject": row.line.subject,
            "pieces": row.line.pieces,
            "destination": row.line.destination,
            "remarks": remarks(row, vouching.get(row.entry.number), days, zone),
            "state": "reserved" if row.is_reserved else row.entry.state,
        }

    address = settings.DIWAN_PUBLIC_URL + reverse("registers:proof", args=[part.book.prefix, part.first, part.last])
    with translation.override(language):
        return {
            "administration": {
                "name": office.administration_names.get(language),
                "country": calendars.profile(country).state.in_language(language),
                "emblem": None,
            },
            "office": office.names.get(language),
            "register": title(part.book),
            "prefix": part.book.prefix,
            "first": part.first,
            "last": part.last,
            "part": part.position,
            "parts": part.total,
            "closed": part.book.closed_at is not None,
            "printed": f"{days(now.astimezone(zone).date())['date']} · {now.astimezone(zone):%H:%M}",
            "lines": [line(row) for row in rows],
            "verification": {"url": address, "qr": documents.qr_svg(address).decode()},
        }


def title(book: Book) -> str:
    """Which register it is, in the active language."""
    match Kind(book.kind):
        case Kind.INCOMING:
            return _("Register of incoming mail, %(year)s") % {"year": book.year}
        case Kind.OUTGOING:
            return _("Register of outgoing mail, %(year)s") % {"year": book.year}
        case Kind.INTERNAL:
            return _("Register of internal mail, %(year)s") % {"year": book.year}


def remarks(row: Row, said: dict[str, Any] | None, days: Any, zone: Any) -> list[str]:
    """The last column: on paper since, entered later, corrected or annulled, and why."""
    told = []
    if row.line.arrived_on:
        told.append(_("Arrived on paper on %(day)s") % {"day": days(row.line.arrived_on)["date"]})
    if row.is_reserved:
        told.append(_("Reserved number, no letter yet"))
    if row.line.remark:
        told.append(row.line.remark)
    if said:
        at = datetime.fromisoformat(said["at"]).astimezone(zone)
        words = {"day": days(at.date())["date"], "reason": said["facts"].get("reason", "")}
        match row.entry.state:
            case State.ANNULLED:
                told.append(_("Annulled on %(day)s: %(reason)s") % words)
            case State.RECTIFIED:
                told.append(_("Rectified on %(day)s: %(reason)s") % words)
            case State.CURRENT:
                told.append(_("Reserved number; entered on %(day)s") % words)
    return told
