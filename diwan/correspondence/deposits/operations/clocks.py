"""The legal time of a deposit: it is extended once with a reason, and follows the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from .. import events
from ..clocks import clock_of
from ..enums import OPEN, ClockEventKind, MessageKind, StepKind
from ..models import ClockEvent, Deposit, Message, Step
from .becoming import follow
from .deciding import ReasonMissing, processable

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.journal.api import Appended
    from diwan.core.organisations.api import Actor


class NoTimeRuns(Refusal):
    message = _("No legal time runs for this letter, so there is nothing to extend.")


def extend(*, actor: Actor, deposit_id: int, days: int, reason: str, now: datetime) -> Deposit:
    """Take the more time that the law allows, once, before the due date; the depositor reads the reason at once.

    Raises:
        ReasonMissing: no reason was given.
        NoTimeRuns: no text sets a time, it has not started, or the letter is closed.
        calendars.ClockStopped, NoMoreExtension, ExtensionTooLong, ClockRunOut: what the law does not allow.
        NotAllowed: the actor sees the letter but may not process it.
    """
    if not reason.strip():
        raise ReasonMissing
    with acknowledged():
        row = processable(actor, deposit_id)
        clock = clock_of(row) if row.state in OPEN else None
        if clock is None:
            raise NoTimeRuns
        today = calendars.local_day(now, row.office.administration.country)
        row.due_on = clock.extend(today, days).due_on
        row.save(update_fields=["due_on"])
        ClockEvent.objects.create(deposit=row, kind=ClockEventKind.EXTEND, on=today, days=days, at=now)
        Step.objects.create(deposit=row, kind=StepKind.EXTENDED, at=now, unit_id=row.unit_id)
        Message.objects.create(
            deposit=row,
            kind=MessageKind.NOTE,
            from_office=True,
            author_id=actor.person_id,
            unit_id=row.unit_id,
            text=reason.strip(),
            at=now,
        )
        follow(row, actor, now)
        due = row.due_on.isoformat()  # type: ignore[union-attr]
        note(actor.person_id, row, "deposit.extended", now, {"days": days, "due_on": due})
        facts.tell(events.TimeExtended(deposit_id=row.pk, due_on=due))
        return row


def recompute(*, country: str, now: datetime) -> int:
    """Move the due dates of the open letters of a country to where its calendar now puts them; how many moved.

    A day withdrawn may bring a due date forward, even into the past: the law's time is the law's. Each letter is moved
    in a transaction of its own, so that a run that dies goes on where it stopped.
    """
    calendar, cards, moved = calendars.calendar(country), dict[int, procedures.ProcedureCard | None](), 0
    rows = Deposit.objects.filter(office__administration__country=country, state__in=OPEN, due_on__isnull=False)
    for row in rows.select_related("office__administration").prefetch_related("clock_events").iterator(1000):
        version = row.procedure_version_id
        if version is not None and version not in cards:
            cards[version] = procedures.card(version)
        clock = clock_of(row, cards.get(version or 0), calendar)
        if clock and clock.due_on != row.due_on:
            moved += follow_calendar(row.pk, now=now)
    return moved


def follow_calendar(deposit_id: int, *, now: datetime) -> bool:
    """Move one due date if the calendar asks for it; the depositor and the office are told. False when it stands."""
    with acknowledged():
        row = Deposit.objects.locked().select_related("office__administration", "entry__book").get(pk=deposit_id)
        clock = clock_of(row) if row.state in OPEN else None
        before, after = row.due_on, clock.due_on if clock else None
        if before is None or after is None or before == after:
            return False
        move(row, before, after, now)
        return True


def move(row: Deposit, before: date, after: date, now: datetime) -> None:
    row.due_on = after
    row.save(update_fields=["due_on"])
    Step.objects.create(deposit=row, kind=StepKind.MOVED, at=now, unit_id=row.unit_id)
    follow(row, organisations.SYSTEM, now)
    days = {"before": before.isoformat(), "after": after.isoformat()}
    note(None, row, "deposit.due_moved", now, days)
    facts.tell(events.DueDateMoved(deposit_id=row.pk, **days))


def note(person_id: int | None, row: Deposit, kind: str, now: datetime, said: dict) -> Appended:
    """Write in the chain of the letter's register what happened to its time."""
    return journal.append(
        chain=row.entry.book.chain,
        kind=kind,
        at=now,
        actor_id=person_id,
        subject=f"deposit:{row.pk}",
        facts={"reference": row.reference, **said},
    )
