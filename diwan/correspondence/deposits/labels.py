"""What is printed at the counter and not sealed: the bar-code label stuck on the paper, the slip handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import barcode
from django.conf import settings
from django.urls import reverse

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents

from .sealed.making import LANGUAGES, texts

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Deposit


def label(deposit: Deposit, *, sheet: bool, skip: int, language: str, now: datetime) -> bytes:
    """One label of 89 × 36 mm, or on an A4 sheet of 3 × 8 after `skip` places already used.

    Code 128 and the QR code hold the reference alone: a scanner types it into any search box, with or without us.
    """
    office, country = card_of(deposit), deposit.office.administration.country
    language = language if language in LANGUAGES else "ar"
    legal = deposit.registered_at.astimezone(calendars.zone(country))
    one = {
        "reference": deposit.reference,
        "office": f"{office.names.get(language)} · {office.administration_names.get(language)}",
        "date": calendars.format_date(legal.date(), language, country),
        "time": f"{legal:%H:%M}",
        "bars": bars(deposit.reference),
        "qr": documents.qr_svg(deposit.reference).decode(),
    }
    data = {
        "administration": {"name": office.administration_names.get(language)},
        "sheet": sheet,
        "skip": skip,
        "labels": [one],
    }
    return documents.render("deposits/label", data, language=language, title=deposit.reference, at=now)


def bars(text: str) -> str:
    """Code 128 of a reference, module by module: 1 for black, 0 for white."""
    return barcode.get("code128", text).build()[0]


def slip(deposit: Deposit, code: str, now: datetime) -> bytes:
    """The number and the follow-up code on half a sheet, for a depositor who may have no e-mail address."""
    office, country = card_of(deposit), deposit.office.administration.country
    legal = deposit.registered_at.astimezone(calendars.zone(country))
    address = settings.DIWAN_PUBLIC_URL + reverse("deposits:followed", args=[deposit.reference, code])
    data = {
        "administration": {
            "name": texts(office.administration_names),
            "country": {lang: calendars.profile(country).state.in_language(lang) for lang in LANGUAGES},
            "emblem": None,
        },
        "office": texts(office.names),
        "reference": deposit.reference,
        "date": {lang: calendars.format_date(legal.date(), lang, country) for lang in LANGUAGES},
        "time": f"{legal:%H:%M}",
        "depositor": deposit.applicant_name,
        "subject": deposit.subject,
        "code": code,
        "follow": settings.DIWAN_PUBLIC_URL + reverse("deposits:follow"),
        "qr": documents.qr_svg(address).decode(),
    }
    language = deposit.language if deposit.language in LANGUAGES else "ar"
    return documents.render("deposits/slip", data, language=language, title=deposit.reference, at=now)


def card_of(deposit: Deposit) -> organisations.OfficeCard:
    office = organisations.office_card(deposit.office_id, deposit.registered_at)
    assert office is not None  # offices are closed, never removed
    return office
