"""The proof of forwarding: where a letter was, where it went, under which two numbers, when and why (law 55-19).

Made as a receipt is (see `receipts`): outside any transaction, and again from the start when a job dies half-way. Its
`proof.json` is the line of the forwarding in the journal of the first register, `content.json` what was handed in: its
digest stands in that line and in the other register; `registration.json` is its place there.
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

from .enums import ProofKind
from .models import Deposit
from .operations.proofs import attach_proof
from .receipts import LANGUAGES, proof_of, register_title, texts, zone_text

if TYPE_CHECKING:
    from datetime import datetime


def issue(*, deposit_id: int, chain: str, position: int, now: datetime) -> None:
    """Seal and attach the proof that a letter was forwarded; does nothing when it is there already."""
    rows = Deposit.objects.select_related("office__administration", "entry__book")
    old = rows.get(pk=deposit_id)
    if old.receipts.filter(kind=ProofKind.FORWARDING).exists():
        return
    new = rows.get(forwarded_from_id=deposit_id)
    page = documents.render(
        "deposits/forwarding",
        page_data(old, new),
        language=old.language if old.language in LANGUAGES else "ar",
        title=f"{old.reference} → {new.reference}",
        attachments=[
            attached(
                "proof.json", sealed_place(chain, position, now), "The forwarding, in the first register's journal"
            ),
            attached("registration.json", proof_of(new, now), "Place of the letter in the other register"),
            documents.Attachment("content.json", old.content.encode(), "application/json", "What was deposited"),
        ],
        at=new.registered_at,
    )
    sealed = signing.seal(page, administration_code=old.office.administration.code, reason=old.reference, at=now)
    stored = files.store(io.BytesIO(sealed), name=f"{old.reference}-forwarding.pdf", now=now)
    attach_proof(deposit_id=old.pk, kind=ProofKind.FORWARDING, file_id=stored.id, now=now)


def attached(name: str, proof: dict, description: str) -> documents.Attachment:
    content = json.dumps(proof, ensure_ascii=False).encode()
    return documents.Attachment(name, content, "application/json", description)


def sealed_place(chain: str, position: int, now: datetime) -> dict:
    """The proof of a line of the journal; if no checkpoint covers it yet, one is made for all who wait."""
    try:
        return journal.proof(chain, position)
    except journal.NotSealedYet:
        journal.checkpoint(now=now)
        return journal.proof(chain, position)


def page_data(old: Deposit, new: Deposit) -> dict:
    """What the page says, each text in the three languages it may be read in."""
    address = settings.DIWAN_PUBLIC_URL + reverse("verification:reference", args=[old.reference])
    sender, receiver = side(old, old.registered_at), side(new, new.registered_at)
    return {
        "administration": {**sender["administration"], "emblem": None},
        "office": sender["office"],
        "sender": sender,
        "receiver": receiver,
        "depositor": {"name": old.applicant_name},
        "subject": old.subject,
        "reason": old.reason,
        "duty": duty(old.office.administration.country),
        "time": legal_time(new),
        "verification": {"url": address, "code": old.reference, "qr": documents.qr_svg(address).decode()},
    }


def side(deposit: Deposit, at: datetime) -> dict:
    """One of the two offices, and the number and moment the letter has in its register."""
    office = organisations.office_card(deposit.office_id, at)
    assert office is not None  # offices are closed, never removed
    country = office.country
    day = calendars.local_day(at, country)
    return {
        "administration": {
            "name": texts(office.administration_names),
            "country": {lang: calendars.profile(country).names.in_language(lang) for lang in LANGUAGES},
        },
        "office": texts(office.names),
        "register": register_title(deposit),
        "reference": deposit.reference,
        "date": {lang: calendars.format_date(day, lang, country) for lang in LANGUAGES},
        "hijri": {lang: calendars.format_date(day, lang, country, hijri=True) for lang in LANGUAGES},
        "time": at.astimezone(calendars.zone(country)).strftime("%H:%M:%S"),
        "zone": zone_text(at, country),
    }


def duty(country: str) -> dict[str, str]:
    """The law under which it was forwarded, where the country has one that says so."""
    said = {}
    for language in LANGUAGES if country == "MA" else ():
        with translation.override(language):
            said[language] = _(
                "The administration that receives a request it is not competent for passes it on to the competent one "
                "and tells the depositor (law 55-19 on the simplification of procedures)."
            )
    return said


def legal_time(new: Deposit) -> dict[str, str]:
    """From when the time to answer runs, and until when: at the competent administration, from its registration."""
    country = new.office.administration.country
    starts = calendars.local_day(new.registered_at, country)
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            days = {"starts": calendars.format_date(starts, language, country)}
            if new.due_on:
                days["due"] = calendars.format_date(new.due_on, language, country)
                said[language] = (
                    _("The time to answer runs at the receiving office from %(starts)s and ends on %(due)s.") % days
                )
            else:
                said[language] = _("The receiving office has had the letter since %(starts)s.") % days
    return said
