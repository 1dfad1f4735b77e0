"""The certificate of silence: what the law decided when no answer came in time.

It carries `proof.json`, the place of that act in the journal, and `content.json`, the story of the clock, whose digest
the act holds.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.correspondence.procedures import api as procedures

from ..clocks import clock_of
from ..enums import ClockEventKind, ProofKind
from ..models import Deposit
from ..operations.silence import story
from .making import Texts, carried, dated, heading, make, office_of, proven, said, texts, verification

if TYPE_CHECKING:
    from datetime import date, datetime


def issue(*, deposit_id: int, chain: str, position: int, now: datetime) -> None:
    """Seal and attach the certificate; does nothing when it is there. `chain`, `position`: the act in the journal."""
    rows = Deposit.objects.select_related("office__administration", "entry__book").prefetch_related("clock_events")
    deposit = rows.get(pk=deposit_id)
    if deposit.receipts.filter(kind=ProofKind.SILENCE).exists():
        return
    card = procedures.card(deposit.procedure_version_id)  # type: ignore[arg-type]
    assert card is not None  # versions are kept as long as what was deposited under them
    place = proven(lambda: journal.proof(chain, position), now)
    make(
        deposit,
        kind=ProofKind.SILENCE,
        template="deposits/silence",
        data=page_data(deposit, card),
        carried=[
            carried("proof.json", place, "Place of the silence in the journal"),
            carried("content.json", story(deposit, card), "The story of the legal time"),
        ],
        name=f"{deposit.reference}-silence",
        at=deposit.closed_at or now,
        now=now,
    )


def page_data(deposit: Deposit, card: procedures.ProcedureCard) -> dict[str, Any]:
    """What the page says, each text in the languages a certificate may be read in."""
    office, clock = office_of(deposit, deposit.closed_at or deposit.registered_at), clock_of(deposit, card)
    assert clock is not None and deposit.due_on is not None  # noqa: PT018  it fell silent because a time ran out
    country, until = office.country, recourse_until(deposit, clock)
    return {
        **heading(office),
        "reference": deposit.reference,
        "means": clock.rule.silence,
        "depositor": deposit.applicant_name,
        "subject": deposit.subject,
        "procedure": texts(card.names),
        "registered": dated(calendars.local_day(deposit.registered_at, country), country),
        "story": story_lines(deposit, clock, country),
        "due": dated(deposit.due_on, country),
        "since": dated(deposit.due_on + timedelta(days=1), country),
        "law": texts(clock.rule.source),
        "recourse": texts(card.recourse) if card.recourse.ar else None,
        "recourse_until": dated(until, country) if until else None,
        "verification": verification(deposit),
    }


def recourse_until(deposit: Deposit, clock: calendars.LegalClock) -> date | None:
    """The last day of recourse, from the day silence counts; none where the law sets no time.

    Nor where the time was not read in the official text: a sealed document states no deadline on hearsay.
    """
    if not clock.rule.recourse_days or not clock.rule.confirmed or deposit.due_on is None:
        return None
    return clock.calendar.due_on(deposit.due_on + timedelta(days=1), clock.rule.recourse_days)


def story_lines(deposit: Deposit, clock: calendars.LegalClock, country: str) -> list[Texts]:
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
