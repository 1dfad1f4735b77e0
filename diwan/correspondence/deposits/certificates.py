"""The certificate of silence: what the law decided when no answer came in time, sealed and time-stamped.

It carries `proof.json`, the place of that act in the journal, and `content.json`, the story of the clock, whose digest
the act holds. Like the receipt it is made outside any transaction, by a job that may run twice.
"""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

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
from diwan.engines.signing import api as signing

from .clocks import clock_of
from .enums import ClockEventKind, ProofKind
from .models import Deposit
from .operations.silence import attach_certificate, story
from .receipts import LANGUAGES, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime


def issue(*, deposit_id: int, place: tuple[str, int], now: datetime) -> None:
    """Seal and attach the certificate; does nothing when it is there. `place`: chain and position of the act."""
    rows = Deposit.objects.select_related("office__administration", "entry__book").prefetch_related("clock_events")
    deposit = rows.get(pk=deposit_id)
    if deposit.receipts.filter(kind=ProofKind.SILENCE).exists():
        return
    card = procedures.card(deposit.procedure_version_id)  # type: ignore[arg-type]
    assert card is not None  # versions are kept as long as what was deposited under them
    title = f"{deposit.reference}"
    page = documents.render(
        "deposits/silence",
        page_data(deposit, card),
        language=deposit.language if deposit.language in LANGUAGES else "ar",
        title=title,
        attachments=attachments(deposit, card, place, now),
        at=deposit.closed_at or now,
    )
    sealed = signing.seal(
        page, administration_code=deposit.office.administration.code, reason=deposit.reference, at=now
    )
    stored = files.store(io.BytesIO(sealed), name=f"{deposit.reference}-silence.pdf", now=now)
    attach_certificate(deposit_id=deposit.pk, file_id=stored.id, now=now)


def attachments(
    deposit: Deposit, card: procedures.ProcedureCard, place: tuple[str, int], now: datetime
) -> list[documents.Attachment]:
    try:
        proof = journal.proof(*place)
    except journal.NotSealedYet:
        journal.checkpoint(now=now)
        proof = journal.proof(*place)
    carried = (
        ("proof.json", json.dumps(proof, ensure_ascii=False), "Place of the silence in the journal"),
        ("content.json", story(deposit, card), "The story of the legal time"),
    )
    return [documents.Attachment(name, text.encode(), "application/json", about) for name, text, about in carried]


def page_data(deposit: Deposit, card: procedures.ProcedureCard) -> dict[str, Any]:
    """What the page says, each text in the languages a certificate may be read in."""
    at = deposit.closed_at or deposit.registered_at
    office = organisations.office_card(deposit.office_id, at)
    clock = clock_of(deposit, card)
    assert office is not None and clock is not None and deposit.due_on is not None  # noqa: PT018
    country = office.country
    address = settings.DIWAN_PUBLIC_URL + reverse("verification:reference", args=[deposit.reference])

    def day(on: date) -> dict[str, str]:
        return said(lambda language: calendars.format_date(on, language, country))

    until = recourse_until(deposit, clock)
    return {
        "administration": {
            "name": texts(office.administration_names),
            "country": {lang: calendars.profile(country).names.in_language(lang) for lang in LANGUAGES},
            "emblem": None,
        },
        "office": texts(office.names),
        "reference": deposit.reference,
        "means": card.rule.silence,  # type: ignore[union-attr]
        "depositor": deposit.applicant_name,
        "subject": deposit.subject,
        "procedure": texts(card.names),
        "registered": day(calendars.local_day(deposit.registered_at, country)),
        "story": story_lines(deposit, clock, country),
        "due": day(deposit.due_on),
        "since": day(deposit.due_on + timedelta(days=1)),
        "law": texts(procedures_source(card)),
        "recourse": {language: card.recourse.get(language) for language in LANGUAGES} if card.recourse.ar else None,
        "recourse_until": day(until) if until else None,
        "verification": {
            "url": address,
            "code": deposit.reference,
            "qr": documents.qr_svg(address).decode(),
        },
    }


def procedures_source(card: procedures.ProcedureCard) -> organisations.Names:
    source = card.rule.source  # type: ignore[union-attr]
    return organisations.Names(source.ar, source.fr, source.en, source.zgh)


def recourse_until(deposit: Deposit, clock: calendars.LegalClock) -> date | None:
    """The last day of recourse, from the day silence counts; none where the law sets no time.

    Nor where the time was not read in the official text: a sealed document states no deadline on hearsay.
    """
    if not clock.rule.recourse_days or not clock.rule.confirmed or deposit.due_on is None:
        return None
    return clock.calendar.due_on(deposit.due_on + timedelta(days=1), clock.rule.recourse_days)


def story_lines(deposit: Deposit, clock: calendars.LegalClock, country: str) -> list[dict[str, str]]:
    """The time as it ran: from when, how long, what stopped it, what stretched it."""
    days = clock.rule.days

    def started(language: str) -> str:
        words = (
            ngettext("%(days)s working day, from %(day)s", "%(days)s working days, from %(day)s", days)
            if clock.rule.unit == "working"
            else ngettext("%(days)s day, from %(day)s", "%(days)s days, from %(day)s", days)
        )
        return words % {"days": days, "day": calendars.format_date(clock.started_on, language, country)}

    lines = [said(started)]
    for event in deposit.clock_events.all():

        def happened(language: str, event: Any = event) -> str:
            on = calendars.format_date(event.on, language, country)
            match event.kind:
                case ClockEventKind.STOP:
                    return _("Suspended on %(day)s: missing pieces were asked for") % {"day": on}
                case ClockEventKind.RESUME:
                    return _("Resumed on %(day)s: the pieces were received") % {"day": on}
            return ngettext(
                "Extended by %(days)s day on %(day)s", "Extended by %(days)s days on %(day)s", event.days
            ) % {"days": event.days, "day": on}

        lines.append(said(happened))
    return lines


def said(sentence: Callable[[str], str]) -> dict[str, str]:
    """A sentence in each language of a certificate."""
    lines = {}
    for language in LANGUAGES:
        with translation.override(language):
            lines[language] = sentence(language)
    return lines
