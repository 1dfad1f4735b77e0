"""The cover sheet of a file by subject, printed and put on the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from .models import Dossier, Letter, PlanClass

LANGUAGES = ("ar", "fr", "en")


def cover(
    dossier: Dossier, letters: Sequence[Letter], *, trail: Sequence[PlanClass], language: str, now: datetime
) -> bytes:
    """A PDF of one sheet or more; `letters` are those that whoever prints it may read."""
    language = language if language in LANGUAGES else "ar"
    country = dossier.administration.country
    unit = organisations.unit_name(dossier.unit_id, now.date(), language)
    data = {
        "administration": organisations.administration_name(dossier.administration_id, now.date(), language),
        "unit": unit,
        "code": dossier.code,
        "title": dossier.title,
        "level": dossier.level,
        "trail": [f"{row.code} {row.names.get(language)}" for row in trail],
        "opened": calendars.format_date(dossier.opened_on, language, country),
        "closed": calendars.format_date(dossier.closed_on, language, country) if dossier.closed_on else "",
        "printed": calendars.format_date(calendars.local_day(now, country), language, country),
        "qr": documents.qr_svg(dossier.code).decode(),
        "letters": [
            {
                "reference": row.reference,
                "date": calendars.format_date(calendars.local_day(row.registered_at, country), language, country)
                if row.registered_at
                else "",
                "correspondent": row.correspondent,
                "subject": row.subject,
            }
            for row in letters
        ],
    }
    return documents.render("letters/dossier", data, language=language, title=dossier.code, at=now)
