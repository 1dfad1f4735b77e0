"""The legal time of a deposit: its procedure's rule over the country's calendar, with what happened since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.correspondence.procedures import api as procedures

from .enums import ClockEventKind

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Deposit


def clock_of(
    deposit: Deposit, card: procedures.ProcedureCard | None = None, calendar: calendars.Calendar | None = None
) -> calendars.LegalClock | None:
    """The clock of a deposit, replayed from its dated events; None when no text sets a time, or it has not started.

    Nothing is refused here: an act that was lawful on its day stays done, even if a holiday withdrawn since would now
    have ended the time before it. Give the `card` of its procedure and the `calendar` where they are at hand.
    """
    if deposit.clock_started_on is None or deposit.procedure_version_id is None:
        return None
    card = card or procedures.card(deposit.procedure_version_id)
    if card is None or card.rule is None:
        return None
    stops: list[calendars.Stop] = []
    extensions, latest = [], None
    for event in deposit.clock_events.all():
        latest = max(latest or event.on, event.on)
        match event.kind:
            case ClockEventKind.STOP:
                stops.append(calendars.Stop(event.on))
            case ClockEventKind.RESUME:
                stops[-1] = replace(stops[-1], until=event.on)
            case ClockEventKind.EXTEND:
                extensions.append(event.days)
    calendar = calendar or calendars.calendar(deposit.office.administration.country)
    return calendars.LegalClock(calendar, card.rule, deposit.clock_started_on, tuple(stops), tuple(extensions), latest)


def start_at_acceptance(row: Deposit, *, now: datetime) -> None:
    """Start the time of a procedure that counts from the day the file is accepted as complete. Saves nothing."""
    if row.clock_started_on is not None or row.procedure_version_id is None:
        return
    card = procedures.card(row.procedure_version_id)
    if card and card.rule and card.clock_start == procedures.ClockStart.ACCEPTANCE:
        row.clock_started_on = calendars.local_day(now, row.office.administration.country)
        clock = clock_of(row, card)
        row.due_on = clock.due_on if clock else None
