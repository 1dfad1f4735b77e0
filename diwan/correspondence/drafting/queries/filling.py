"""What the fields of a template are filled with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import OfficeCard, Seat
    from diwan.correspondence.letters import api as letters


def values_for(
    seat: Seat,
    office: OfficeCard,
    addressee: letters.Correspondent,
    answered: letters.Letter | None,
    now: datetime,
    language: str,
) -> dict[str, str]:
    """Each known field, in the language of the text; dates in both calendars."""

    def day(value: date | None) -> str:
        return calendars.format_both(value, language, office.country) if value else ""

    values = {
        "addressee": addressee.name,
        "title": addressee.title,
        "unit": seat.unit_names.get(language),
        "today": day(calendars.local_day(now, office.country)),
    }
    if answered is not None:
        registered = answered.registered_at
        values |= {
            "sender": answered.correspondent,
            "their_reference": answered.their_reference,
            "their_date": day(answered.dated_on),
            "reference": answered.reference,
            "received_on": day(calendars.local_day(registered, office.country) if registered else None),
            "subject": answered.subject,
        }
    return values
