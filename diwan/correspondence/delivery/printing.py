"""What is printed for the post: the slip of an item, and the list handed over with the items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents

from . import barcode

if TYPE_CHECKING:
    from datetime import datetime

    from .models import PostBatch, Sending

LANGUAGES = ("ar", "fr")


def slip(sending: Sending, now: datetime) -> bytes:
    """One page: the address in the window of a DL or C5 envelope, then the card that comes back."""
    office = card(sending.letter.office_id, now)
    code = sending.item.barcode  # type: ignore[attr-defined]  # the other end of a OneToOneField
    data = {
        **heading(office),
        "barcode": {"code": code, "svg": barcode.svg(code).decode()},
        "reference": sending.letter.reference,
        "date": dated(sending.asked_at, office.country),
        "to": {
            "name": sending.party.name,
            "title": sending.party.title,
            "representative": sending.party.representative,
            "address": sending.party.address,
        },
    }
    return documents.render(
        "delivery/post_slip", data, language=printed_in(sending.letter.language), title=code, at=now
    )


def batch(row: PostBatch, now: datetime) -> bytes:
    """The list, in the order in which the items lie in the tray."""
    office = card(row.office_id, now)
    items = row.items.select_related("sending__letter", "sending__party").order_by("pk")
    data = {
        **heading(office),
        "number": str(row.pk),
        "date": dated(row.handed_at, office.country),
        "rows": [
            {
                "code": item.barcode,
                "reference": item.sending.letter.reference,
                "name": item.sending.party.name,
                "address": item.sending.party.address,
            }
            for item in items
        ],
    }
    return documents.render("delivery/post_list", data, language="ar", title=f"{office.code} {row.pk}", at=now)


def card(office_id: int, now: datetime) -> organisations.OfficeCard:
    office = organisations.office_card(office_id, now)
    assert office is not None  # offices are closed, never removed
    return office


def heading(office: organisations.OfficeCard) -> dict[str, Any]:
    return {
        "administration": {language: office.administration_names.get(language) for language in LANGUAGES},
        "office": {language: office.names.get(language) for language in LANGUAGES},
    }


def dated(at: datetime, country: str) -> dict[str, str]:
    day = calendars.local_day(at, country)
    return {language: calendars.format_date(day, language, country) for language in LANGUAGES}


def printed_in(language: str) -> str:
    return language if language in LANGUAGES else "ar"
