"""The receipt of a deposit: proof from the journal, page from Typst, seal and time-stamp (REG-2).

What it says follows law 55-19 and its model (joint order 2332-20): number, legal time, depositor, pieces, unit in
charge, procedure, time limit, what silence means, recourse. A plain letter has no legal time, so it states none.

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
from django.utils.translation import ngettext

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.engines.documents import api as documents
from diwan.engines.registers import api as registers
from diwan.engines.signing import api as signing
from diwan.kit import failpoints

from .clocks import clock_of
from .enums import Channel, CorrectionKind, IdentityKind, ProofKind
from .models import Deposit
from .operations.proofs import attach_receipt

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

LANGUAGES = ("ar", "fr", "en")  # others read the Arabic one
Texts = dict[str, str]


def issue(*, deposit_id: int, now: datetime) -> None:
    """Seal and attach the receipt of a deposit as it stands; does nothing when that version is there already.

    Each correction asks for one version more, so a rectified registration has version 2, and version 1 stays.
    """
    rows = Deposit.objects.select_related("office__administration", "entry__book", "received_by")
    deposit = rows.prefetch_related("corrections", "receipts", "clock_events").get(pk=deposit_id)
    version = deposit.corrections.count() + 1
    if any(r.version >= version for r in deposit.receipts.all() if r.kind == ProofKind.RECEIPT):
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
        page_data(deposit, version),
        language=deposit.language if deposit.language in LANGUAGES else "ar",
        title=f"{deposit.reference}",
        attachments=attachments,
        at=deposit.registered_at,
    )
    sealed = signing.seal(
        page, administration_code=deposit.office.administration.code, reason=deposit.reference, at=now
    )
    name = deposit.reference if version == 1 else f"{deposit.reference}-v{version}"
    stored = files.store(io.BytesIO(sealed), name=f"{name}.pdf", now=now)
    failpoints.reach("receipt.sealed")
    attach_receipt(deposit_id=deposit.pk, version=version, file_id=stored.id, now=now)
    failpoints.reach("receipt.attached")


def proof_of(deposit: Deposit, now: datetime) -> dict:
    """The place of the entry in the journal; if no checkpoint covers it yet, one is made for all who wait."""
    try:
        return registers.proof_of(deposit.entry)
    except journal.NotSealedYet:
        journal.checkpoint(now=now)
        return registers.proof_of(deposit.entry)


def page_data(deposit: Deposit, version: int) -> dict:
    """What the page says, each text in the three languages a receipt may be read in."""
    office = organisations.office_card(deposit.office_id, deposit.registered_at)
    assert office is not None  # offices are closed, never removed
    country, at = office.country, deposit.registered_at
    day = calendars.local_day(at, country)
    address = settings.DIWAN_PUBLIC_URL + reverse("verification:reference", args=[deposit.reference])
    content = json.loads(deposit.content)
    card = procedures.card(deposit.procedure_version_id) if deposit.procedure_version_id else None
    annulled = deposit.corrections.filter(kind=CorrectionKind.ANNULMENT).exists()
    return {
        "administration": {
            "name": texts(office.administration_names),
            "country": {lang: calendars.profile(country).names.in_language(lang) for lang in LANGUAGES},
            "emblem": None,
        },
        "office": texts(office.names),
        "register": register_title(deposit),
        "reference": deposit.reference,
        "version": version,
        "annulled": annulled,
        "correction": correction(deposit, version, country),
        "registered": {
            "date": {lang: calendars.format_date(day, lang, country) for lang in LANGUAGES},
            "hijri": {lang: calendars.format_date(day, lang, country, hijri=True) for lang in LANGUAGES},
            "time": at.astimezone(calendars.zone(country)).strftime("%H:%M:%S"),
            "zone": zone_text(at, country),
        },
        "depositor": {"name": deposit.applicant_name, "details": depositor(deposit)},
        "arrival": arrival(deposit, country),
        "service": service(deposit, office, day),
        "procedure": texts(card.names) if card else None,
        "subject": deposit.subject,
        "pieces": [{"name": p["name"], "size": p["size"], "sha256": p["sha256"]} for p in content["pieces"]],
        **({} if annulled else legal_time(deposit, card, country)),
        "verification": {
            "url": address,
            "code": deposit.reference,
            "qr": documents.qr_svg(address).decode(),
        },
    }


def register_title(deposit: Deposit) -> Texts:
    """Which register the number stands in."""
    return said(lambda: _("Register of incoming mail, %(year)s") % {"year": deposit.entry.book.year})


def said(sentence: Callable[[], str]) -> Texts:
    """A sentence in each language of a receipt."""
    spoken = {}
    for language in LANGUAGES:
        with translation.override(language):
            spoken[language] = sentence()
    return spoken


def texts(names: organisations.Names) -> Texts:
    """A name in each language of a receipt."""
    return {language: names.get(language) for language in LANGUAGES}


def zone_text(at: datetime, country: str) -> str:
    """The offset in force, `UTC+01:00`: Morocco's changes around Ramadan, so the name of the zone is not enough."""
    offset = at.astimezone(calendars.zone(country)).strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:]}"


def depositor(deposit: Deposit) -> list[Texts | str]:
    """What is under the name: kind, number as given, who acts for them, their own reference."""
    lines: list[Texts | str] = [said(lambda: str(deposit.get_applicant_kind_display()))]
    if deposit.identity_number:
        kind = IdentityKind(deposit.identity_kind)
        lines.append(said(lambda: f"{kind.label}: {deposit.identity_number}"))
    if deposit.representative:
        lines.append(said(lambda: _("Represented by %(name)s") % {"name": deposit.representative}))
    if deposit.sender_reference:
        lines.append(
            said(lambda: _("Reference of the depositor: %(reference)s") % {"reference": deposit.sender_reference})
        )
    return lines


def arrival(deposit: Deposit, country: str) -> Texts:
    """How the letter came; on paper, when, and who received it."""
    words = {"day": "", "name": deposit.received_by.name_ar if deposit.received_by else ""}

    def sentence() -> str:
        language = translation.get_language() or "ar"
        if deposit.received_on:
            words["day"] = calendars.format_date(deposit.received_on, language, country)
        if deposit.received_by and language != "ar":
            words["name"] = deposit.received_by.name_latin or deposit.received_by.name_ar
        match Channel(deposit.channel), bool(deposit.received_on):
            case Channel.COUNTER, True:
                return _("At the counter on %(day)s, received by %(name)s") % words
            case Channel.POST, True:
                return _("By post, arrived on %(day)s, entered by %(name)s") % words
            case Channel.COUNTER, False:
                return _("At the counter, received by %(name)s") % words
            case Channel.POST, False:
                return _("By post, entered by %(name)s") % words
        return str(deposit.get_channel_display())

    return said(sentence)


def service(deposit: Deposit, office: organisations.OfficeCard, day: date) -> Texts:
    """The unit in charge, by the name it bore that day."""
    if deposit.unit_id in (None, office.unit_id):
        return texts(office.unit_names)
    return {language: organisations.unit_name(deposit.unit_id, day, language) for language in LANGUAGES}


def correction(deposit: Deposit, version: int, country: str) -> dict | None:
    """What this version replaces, when and why; None for the first."""
    row = deposit.corrections.filter(number=version - 1).first()
    if row is None:
        return None
    replaced = deposit.receipts.filter(kind=ProofKind.RECEIPT, version__lt=version).order_by("version").last()
    on = calendars.local_day(row.at, country)

    def sentence() -> str:
        language = translation.get_language() or "ar"
        words = {"day": calendars.format_date(on, language, country), "version": 0, "issued": ""}
        if replaced:
            issued = calendars.local_day(replaced.issued_at, country)
            words |= {"version": replaced.version, "issued": calendars.format_date(issued, language, country)}
        match CorrectionKind(row.kind), replaced is not None:
            case CorrectionKind.RECTIFIED, True:
                return _("Rectified on %(day)s. Replaces version %(version)s of %(issued)s, because:") % words
            case CorrectionKind.RECTIFIED, False:
                return _("Rectified on %(day)s, before any receipt was issued, because:") % words
            case CorrectionKind.ANNULMENT, True:
                return _("Annulled on %(day)s. Replaces version %(version)s of %(issued)s, because:") % words
        return _("Annulled on %(day)s, before any receipt was issued, because:") % words

    return {"sentence": said(sentence), "reason": row.reason}


def legal_time(deposit: Deposit, card: procedures.ProcedureCard | None, country: str) -> dict:
    """When the answer is due, from when the time runs, what silence means, the recourse: as the procedure says."""
    if card is None or card.rule is None:
        return {"recourse": texts(card.recourse)} if card and card.recourse.ar else {}
    rule, clock = card.rule, clock_of(deposit, card)

    def due() -> str:
        language = translation.get_language() or "ar"
        words = {"days": span(rule), "law": rule.source.in_language(language)}
        if clock is None or clock.due_on is None:
            return _("%(days)s from the day the file is accepted as complete (%(law)s).") % words
        words |= {
            "day": calendars.format_date(clock.due_on, language, country),
            "start": calendars.format_date(clock.started_on, language, country),
        }
        return _("At the latest on %(day)s: %(days)s, counted from %(start)s (%(law)s).") % words

    def silence() -> str:
        match rule.silence:
            case procedures.Silence.ACCEPTANCE:
                return _("Without an answer by then, the request counts as accepted; a certificate may be asked for.")
            case procedures.Silence.REFUSAL:
                return _("Without an answer by then, the request counts as refused.")
        return _(
            "Silence decides nothing by itself; without an answer by then, one may turn to the administration above."
        )

    given = {"due": said(due), "silence": said(silence)}
    return given | ({"recourse": texts(card.recourse)} if card.recourse.ar else {})


def span(rule: calendars.LegalRule) -> str:
    """A length of time in the active language."""
    if rule.unit == "working":
        return ngettext("%(days)s working day", "%(days)s working days", rule.days) % {"days": rule.days}
    return ngettext("%(days)s day", "%(days)s days", rule.days) % {"days": rule.days}
