"""Time passes: what awaits is recalled, and what silence does is done, once, however often this runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations

from .. import machine
from ..enums import RunState, TurnState
from ..events import TurnReminded
from ..models import Mandate, Turn
from ..queries.runs import as_machine
from .mandates import end_mandate
from .rows import locked_turn, record, write

if TYPE_CHECKING:
    from datetime import date, datetime

    from ..models import Run

DAY = timedelta(days=1)
SAID = {TurnState.PASSED: "passed", TurnState.HANDED_ON: "raised", TurnState.CANCELLED: "returned"}


def look_at_silence(*, now: datetime) -> int:
    """Every turn whose day has come, each in its own transaction; and the mandates that are over. How many were moved
    or recalled."""
    latest = (now + DAY).date()  # the countries furthest east are a day ahead; each turn asks its own below
    rows = Turn.objects.filter(state=TurnState.OPEN, remind_on__lte=latest, run__state=RunState.RUNNING)
    looked = sum(look_at(turn_id=pk, now=now) for pk in rows.order_by("pk").values_list("pk", flat=True))
    over = Mandate.objects.filter(ended_at=None, ends_at__lte=now, signed_at__isnull=False, revoked_at=None)
    return looked + sum(end_mandate(mandate_id=pk, now=now) for pk in over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def look_at(*, turn_id: int, now: datetime) -> bool:
    """One turn: recalled before its last day, and after it what its circuit says, or recalled each working day."""
    run, row = locked_turn(turn_id)
    days = calendars.calendar(organisations.country_of(run.administration_id))
    today = now.astimezone(calendars.zone(days.profile.country)).date()
    still = run.state == RunState.RUNNING and row.state == TurnState.OPEN
    if not still or row.remind_on is None or row.remind_on > today or not days.is_working_day(today):
        return False
    late = row.due_on is not None and today > row.due_on
    if late and _lapsed(run, row, now):
        return True
    row.remind_on = _next(days, row, today)
    row.save(update_fields=["remind_on"])
    facts.tell(
        TurnReminded(run_id=run.pk, turn_id=row.pk, subject_kind=run.subject_kind, subject_id=run.subject_id, late=late)
    )
    return True


def _lapsed(run: Run, row: Turn, now: datetime) -> bool:
    """What silence does, done; False where it only waits."""
    moved = as_machine(run)
    above = organisations.heads_above([row.post_id]).get(row.post_id) if row.post_id is not None else None
    if not machine.lapse(moved, row.pk, above):
        return False
    row = write(run, moved, now)[row.pk]
    record(run, SAID[TurnState(row.state)], organisations.SYSTEM, now, turn=row, to=above)
    return True


def _next(days: calendars.Calendar, row: Turn, today: date) -> date:
    """After the recall before the limit, the day after it; once late, every working day."""
    if row.due_on is not None and today <= row.due_on:
        return row.due_on + DAY
    return days.due_on(today, 1, "working")
