"""From the words of a page to a sealed, time-stamped file joined to its letter.

Nothing here runs inside a transaction: a checkpoint, a page and a seal take their time. A job that dies half-way starts
again, and what is there already is left as it is.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents
from diwan.engines.signing import api as signing
from diwan.kit import failpoints

from ..operations.proofs import attach

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from ..enums import ProofKind
    from ..models import Deposit

LANGUAGES = ("ar", "fr", "en")  # others read the Arabic one
Texts = dict[str, str]


def make(
    deposit: Deposit,
    *,
    kind: ProofKind,
    template: str,
    data: dict[str, Any],
    carried: Sequence[documents.Attachment],
    name: str,
    at: datetime,
    now: datetime,
    version: int = 1,
) -> None:
    """Set the page, seal it with the key of the letter's administration, keep it and join it to the letter.

    `at` is the date the document bears, `name` that of its file, without the ending.
    """
    page = documents.render(
        template,
        data,
        language=deposit.language if deposit.language in LANGUAGES else "ar",
        title=deposit.reference,
        attachments=carried,
        at=at,
    )
    code = deposit.office.administration.code
    sealed = signing.seal(page, administration_code=code, reason=deposit.reference, at=now)
    stored = files.store(io.BytesIO(sealed), name=f"{name}.pdf", now=now)
    failpoints.reach("receipt.sealed")
    attach(deposit_id=deposit.pk, kind=kind, version=version, file_id=stored.id, now=now)
    failpoints.reach("receipt.attached")


def carried(name: str, content: str | dict[str, Any], about: str) -> documents.Attachment:
    """A JSON file inside the document."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return documents.Attachment(name, text.encode(), "application/json", about)


def proven(read: Callable[[], dict[str, Any]], now: datetime) -> dict[str, Any]:
    """A proof from the journal; if no checkpoint covers its line yet, one is made for all who wait."""
    try:
        return read()
    except journal.NotSealedYet:
        journal.checkpoint(now=now)
        return read()


# --- what the pages have in common ---------------------------------------------------------------------------------


def heading(office: organisations.OfficeCard) -> dict[str, Any]:
    """The letterhead: the administration, its country, the office."""
    return {
        "administration": {
            "name": texts(office.administration_names),
            "country": {lang: calendars.profile(office.country).state.in_language(lang) for lang in LANGUAGES},
            "emblem": None,
        },
        "office": texts(office.names),
    }


def office_of(deposit: Deposit, at: datetime) -> organisations.OfficeCard:
    """The office of a letter, by the names it bore at that moment."""
    office = organisations.office_card(deposit.office_id, at)
    assert office is not None  # offices are closed, never removed
    return office


def verification(deposit: Deposit) -> dict[str, str]:
    """Where anybody checks the document, as an address and as a QR code."""
    address = settings.DIWAN_PUBLIC_URL + reverse("verification:reference", args=[deposit.reference])
    return {"url": address, "code": deposit.reference, "qr": documents.qr_svg(address).decode()}


def moment(at: datetime, country: str) -> dict[str, Any]:
    """The legal date in both calendars, the hour and the offset in force.

    `UTC+01:00`, not the name of the zone: Morocco's offset has changed around Ramadan.
    """
    legal = at.astimezone(calendars.zone(country))
    offset = legal.strftime("%z")
    return {
        "date": dated(legal.date(), country),
        "hijri": {lang: calendars.format_date(legal.date(), lang, country, hijri=True) for lang in LANGUAGES},
        "time": f"{legal:%H:%M:%S}",
        "zone": f"UTC{offset[:3]}:{offset[3:]}",
    }


def dated(day: date, country: str) -> Texts:
    return {language: calendars.format_date(day, language, country) for language in LANGUAGES}


def said(sentence: Callable[[str], str]) -> Texts:
    """A sentence in each language of a document; it is given the language, which is also the active one."""
    spoken = {}
    for language in LANGUAGES:
        with translation.override(language):
            spoken[language] = sentence(language)
    return spoken


def texts(names: organisations.Names | calendars.Names) -> Texts:
    """A name in each language of a document."""
    get = names.get if isinstance(names, organisations.Names) else names.in_language
    return {language: get(language) for language in LANGUAGES}
