"""Silence: when the time has run out and the law says what no answer means, the letter is decided by it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.kit.transactions import acknowledged

from .. import events
from ..clocks import clock_of
from ..enums import State, StepKind
from ..models import Deposit, Step
from .becoming import follow
from .clocks import move, note

if TYPE_CHECKING:
    from datetime import datetime

RUNNING = (State.REGISTERED, State.ACCEPTED)
MEANS = (procedures.Silence.ACCEPTANCE, procedures.Silence.REFUSAL)


def elapse(*, now: datetime) -> int:
    """Decide by silence every letter whose last day is over in its country; how many.

    It may run at any hour and as often as one likes: it looks at what is due, so it catches up after an outage, and a
    letter decided is not open any more. Each has a transaction of its own.
    """
    return sum(
        fall_silent(deposit_id, now=now)
        for country in calendars.countries()
        for deposit_id in run_out(country, now=now)
    )


def run_out(country: str, *, now: datetime) -> list[int]:
    """The open letters whose last day was before today there, oldest first."""
    rows = Deposit.objects.filter(
        office__administration__country=country,
        state__in=RUNNING,
        due_on__lt=calendars.local_day(now, country),
        procedure_version__silence__in=MEANS,
    )
    return list(rows.order_by("due_on", "pk").values_list("pk", flat=True))


def fall_silent(deposit_id: int, *, now: datetime) -> bool:
    """Decide one letter by silence; False when its time has not run out after all.

    The due date is counted again from the calendar of this moment: a day off announced an instant ago still moves it.
    """
    with acknowledged():
        row = Deposit.objects.locked().select_related("office__administration", "entry__book").get(pk=deposit_id)
        card = procedures.card(row.procedure_version_id) if row.procedure_version_id else None
        clock = clock_of(row, card)
        if row.state not in RUNNING or card is None or card.rule is None or clock is None or clock.due_on is None:
            return False
        if row.due_on and clock.due_on != row.due_on:
            move(row, row.due_on, clock.due_on, now)
        if not clock.ran_out(calendars.local_day(now, row.office.administration.country)):
            return False
        if card.rule.silence not in MEANS:
            return False
        row.state, row.closed_at, row.decided_at = State.SILENT, now, row.decided_at or now
        row.save(update_fields=["state", "closed_at", "decided_at"])
        Step.objects.create(deposit=row, kind=StepKind.SILENT, at=now, unit_id=row.unit_id)
        follow(row, organisations.SYSTEM, now)
        digest = hashlib.sha256(story(row, card).encode()).hexdigest()
        place = note(None, row, "deposit.silent", now, {"digest": digest, "means": card.rule.silence})
        facts.tell(events.DepositSilent(deposit_id=row.pk, chain=place.chain, position=place.position))
        return True


def story(row: Deposit, card: procedures.ProcedureCard) -> str:
    """What the certificate certifies, as canonical JSON; its digest stands in the journal.

    Nothing in it changes once the letter is closed, so it reads the same at the act and on the certificate.
    """
    said = {
        "v": 1,
        "reference": row.reference,
        "procedure": card.code,
        "started_on": row.clock_started_on.isoformat(),  # type: ignore[union-attr]
        "events": [
            {"kind": event.kind, "on": event.on.isoformat(), "days": event.days} for event in row.clock_events.all()
        ],
        "due_on": row.due_on.isoformat(),  # type: ignore[union-attr]
        "days": card.rule.days,  # type: ignore[union-attr]
        "unit": card.rule.unit,  # type: ignore[union-attr]
        "means": card.rule.silence,  # type: ignore[union-attr]
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
