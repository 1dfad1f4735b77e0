"""The receipt of a deposit: proof from the journal, page from Typst, seal and time-stamp (REG-2).

What it says follows law 55-19 and its model (joint order 2332-20): number, legal time, depositor, pieces, unit in
charge, procedure, time limit, what silence means, recourse. A plain letter has no legal time, so it states none.

It carries two files: `proof.json`, the place of the entry in the journal, and `content.json`, what was deposited; the
digest of the second stands in the first.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.engines.registers import api as registers

from ..clocks import clock_of
from ..enums import Channel, CorrectionKind, IdentityKind, ProofKind
from ..models import Deposit
from .making import LANGUAGES, Texts, carried, heading, make, moment, office_of, proven, said, texts, verification

if TYPE_CHECKING:
    from datetime import date, datetime


def issue(*, deposit_id: int, now: datetime) -> None:
    """Seal and attach the receipt of a deposit as it stands; does nothing when that version is there already.

    Each correction asks for one version more, so a rectified registration has version 2, and version 1 stays.
    """
    rows = Deposit.objects.select_related("office__administration", "entry__book", "received_by")
    deposit = rows.prefetch_related("corrections", "receipts", "clock_events").get(pk=deposit_id)
    version = deposit.corrections.count() + 1
    if any(r.version >= version for r in deposit.receipts.all() if r.kind == ProofKind.RECEIPT):
        return
    make(
        deposit,
        kind=ProofKind.RECEIPT,
        template="receipt",
        data=page_data(deposit, version),
        carried=[
            carried("proof.json", proof_of(deposit, now), "Place of the deposit in the register and in the journal"),
            carried("content.json", deposit.content, "What was deposited"),
        ],
        name=deposit.reference if version == 1 else f"{deposit.reference}-v{version}",
        at=deposit.registered_at,
        version=version,
        now=now,
    )


def proof_of(deposit: Deposit, now: datetime) -> dict[str, Any]:
    """The place of the entry in the register and in the journal."""
    return proven(lambda: registers.proof_of(deposit.entry), now)


def page_data(deposit: Deposit, version: int) -> dict:
    """What the page says, each text in the three languages a receipt may be read in."""
    office, at = office_of(deposit, deposit.registered_at), deposit.registered_at
    country, content = office.country, json.loads(deposit.content)
    card = procedures.card(deposit.procedure_version_id) if deposit.procedure_version_id else None
    annulled = deposit.corrections.filter(kind=CorrectionKind.ANNULMENT).exists()
    return {
        **heading(office),
        "register": register_title(deposit),
        "reference": deposit.reference,
        "version": version,
        "annulled": annulled,
        "correction": correction(deposit, version, country),
        "registered": moment(at, country),
        "depositor": {"name": deposit.applicant_name, "details": depositor(deposit)},
        "arrival": arrival(deposit, country),
        "service": service(deposit, office, calendars.local_day(at, country)),
        "procedure": texts(card.names) if card else None,
        "subject": deposit.subject,
        "pieces": [{"name": p["name"], "size": p["size"], "sha256": p["sha256"]} for p in content["pieces"]],
        **({} if annulled else legal_time(deposit, card, country)),
        "verification": verification(deposit),
    }


def register_title(deposit: Deposit) -> Texts:
    """Which register the number stands in."""
    return said(lambda _language: _("Register of incoming mail, %(year)s") % {"year": deposit.entry.book.year})


def depositor(deposit: Deposit) -> list[Texts | str]:
    """What is under the name: kind, number as given, who acts for them, their own reference."""
    lines: list[Texts | str] = [said(lambda _language: str(deposit.get_applicant_kind_display()))]
    if deposit.identity_number:
        kind = IdentityKind(deposit.identity_kind)
        lines.append(said(lambda _language: f"{kind.label}: {deposit.identity_number}"))
    if deposit.representative:
        lines.append(said(lambda _language: _("Represented by %(name)s") % {"name": deposit.representative}))
    if deposit.sender_reference:
        lines.append(
            said(
                lambda _language: (
                    _("Reference of the depositor: %(reference)s") % {"reference": deposit.sender_reference}
                )
            )
        )
    return lines


def arrival(deposit: Deposit, country: str) -> Texts:
    """How the letter came; on paper, when, and who received it."""
    words = {"day": "", "name": deposit.received_by.name_ar if deposit.received_by else ""}

    def sentence(language: str) -> str:
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

    def sentence(language: str) -> str:
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

    def due(language: str) -> str:
        words = {"days": span(rule), "law": rule.source.in_language(language)}
        if clock is None or clock.due_on is None:
            return _("%(days)s from the day the file is accepted as complete (%(law)s).") % words
        words |= {
            "day": calendars.format_date(clock.due_on, language, country),
            "start": calendars.format_date(clock.started_on, language, country),
        }
        return _("At the latest on %(day)s: %(days)s, counted from %(start)s (%(law)s).") % words

    def silence(_language: str) -> str:
        match rule.silence:
            case procedures.Silence.ACCEPTANCE:
                return _("Without an answer by then, the request counts as accepted; a sealed certificate says so.")
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
