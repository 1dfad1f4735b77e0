"""The receipt of a deposit: proof from the journal, page from Typst, seal and time-stamp (REG-2).

It carries two files: `proof.json`, the place of the entry in the journal, and `content.json`, what was deposited; the
digest of the second stands in the first. Nothing here runs inside a transaction: a checkpoint, a page and a seal take
their time, and a job that dies half-way simply starts again.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents
from diwan.engines.signing import api as signing
from diwan.kit import failpoints

from .enums import ProofKind
from .models import Deposit
from .operations.proofs import attach_receipt

if TYPE_CHECKING:
    from datetime import date, datetime

LANGUAGES = ("ar", "fr", "en")


def issue(*, deposit_id: int, now: datetime) -> None:
    """Seal and attach the receipt of a deposit; does nothing when it is there already."""
    deposit = Deposit.objects.select_related("office__administration", "entry__book").get(pk=deposit_id)
    if deposit.receipts.filter(kind=ProofKind.RECEIPT).exists():
        return
    proof = proof_of(deposit, now)
    attachments = [
        documents.Attachment(
            "proof.json",
            json.dumps(proof, ensure_ascii=False).encode(),
            "application/json",
            "Place of the deposit in the register and in the journal",
        ),
        documents.Attachment("content.json", deposit.content.encode(), "application/json", "What was deposited"),
    ]
    page = documents.render(
        "receipt",
        page_data(deposit),
        language=deposit.language if deposit.language in LANGUAGES else "ar",
        title=f"{deposit.reference}",
        attachments=attachments,
        at=deposit.registered_at,
    )
    sealed = signing.seal(
        page, administration_code=deposit.office.administration.code, reason=deposit.reference, at=now
    )
    stored = files.store(io.BytesIO(sealed), name=f"{deposit.reference}.pdf", now=now)
    failpoints.reach("receipt.sealed")
    attach_receipt(deposit_id=deposit.pk, file_id=stored.id, now=now)
    failpoints.reach("receipt.attached")


def proof_of(deposit: Deposit, now: datetime) -> dict:
    """The place of the entry in the journal; if no checkpoint covers it yet, one is made for all who wait."""
    place = deposit.entry.book.chain, deposit.entry.position
    try:
        return journal.proof(*place)
    except journal.NotSealedYet:
        journal.checkpoint(now=now)
        return journal.proof(*place)


def page_data(deposit: Deposit) -> dict:
    """What the page says, each text in the three languages a receipt may be read in."""
    office = organisations.office_card(deposit.office_id, deposit.registered_at)
    assert office is not None  # offices are closed, never removed
    country, at = office.country, deposit.registered_at
    day = calendars.local_day(at, country)
    address = settings.DIWAN_PUBLIC_URL + reverse("verification:reference", args=[deposit.reference])
    content = json.loads(deposit.content)
    return {
        "administration": {
            "name": texts(office.administration_names),
            "country": {lang: calendars.profile(country).names.in_language(lang) for lang in LANGUAGES},
            "emblem": None,
        },
        "office": texts(office.names),
        "register": register_titles(deposit.entry.book.year),
        "reference": deposit.reference,
        "registered": {
            "date": {lang: calendars.format_date(day, lang, country) for lang in LANGUAGES},
            "hijri": {lang: calendars.format_date(day, lang, country, hijri=True) for lang in LANGUAGES},
            "time": at.astimezone(calendars.zone(country)).strftime("%H:%M:%S"),
            "zone": zone_text(at, country),
        },
        "depositor": {
            "name": deposit.applicant_name,
            "details": [deposit.identity_number] if deposit.identity_number else [],
        },
        "service": texts(office.unit_names),
        "subject": deposit.subject,
        "pieces": [{"name": p["name"], "size": p["size"], "sha256": p["sha256"]} for p in content["pieces"]],
        **legal_sentences(day, country),
        "verification": {
            "url": address,
            "code": deposit.reference,
            "qr": documents.qr_svg(address).decode(),
        },
    }


def register_titles(year: int) -> dict[str, str]:
    """Which register the number stands in."""
    titles = {}
    for language in LANGUAGES:
        with translation.override(language):
            titles[language] = _("Register of incoming mail, %(year)s") % {"year": year}
    return titles


def texts(names: organisations.Names) -> dict[str, str]:
    """A name in each language of a receipt."""
    return {language: names.get(language) for language in LANGUAGES}


def zone_text(at: datetime, country: str) -> str:
    """The offset in force, `UTC+01:00`: Morocco's changes around Ramadan, so the name of the zone is not enough."""
    offset = at.astimezone(calendars.zone(country)).strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:]}"


def legal_sentences(day: date, country: str) -> dict:
    """When the answer is due, and the recourse, where the country's law sets them (Morocco: law 55-19)."""
    try:
        clock = calendars.legal_clock(country, "request", day)
    except LookupError:
        return {}
    due, recourse = {}, {}
    for language in LANGUAGES:
        with translation.override(language):
            due[language] = _("At the latest on %(day)s (%(days)s days, %(law)s).") % {
                "day": calendars.format_date(clock.due_on, language, country),  # type: ignore[arg-type]
                "days": clock.rule.days,
                "law": clock.rule.source.in_language(language),
            }
            # The delay of recourse is not stated: it was not read in the official text (see the country's profile).
            recourse[language] = _(
                "Without an answer by then, or against it, one may apply to the administration above."
            )
    return {"due": due, "recourse": recourse}
