"""The legal time of a deposit: its procedure's rule over the country's calendar, with what happened since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.correspondence.procedures import api as procedures

from .enums import ClockEventKind

if TYPE_CHECKING:
    from .models import Deposit


def clock_of(deposit: Deposit, card: procedures.ProcedureCard | None = None) -> calendars.LegalClock | None:
    """The clock of a deposit, replayed from its dated events; None when no text sets a time, or it has not started.

    Give the `card` of its procedure where it is at hand: reading it costs two queries.
    """
    if deposit.clock_started_on is None or deposit.procedure_version_id is None:
        return None
    card = card or procedures.card(deposit.procedure_version_id)
    if card is None or card.rule is None:
        return None
    clock = calendars.LegalClock(
        calendars.calendar(deposit.office.administration.country), card.rule, deposit.clock_started_on
    )
    for event in deposit.clock_events.all():
        match event.kind:
            case ClockEventKind.STOP:
                clock = clock.stop(event.on)
            case ClockEventKind.RESUME:
                clock = clock.resume(event.on)
            case ClockEventKind.EXTEND:
                clock = clock.extend(event.on, event.days)
    return clock
