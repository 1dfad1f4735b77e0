"""From the decision to the start, and what the clock does: start, pause, end. Each may run twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from diwan.core.organisations import api as organisations

from ..enums import COMING, LIVE, Did, State
from ..events import AgreementEnded, AgreementResumed, AgreementStarted, AgreementSuspended
from ..models import Agreement, Pause
from ..places import give_back
from ..queries.standing import missing, state_before_start
from .common import go, locked, note, today

if TYPE_CHECKING:
    from datetime import date, datetime


def settle(row: Agreement, now: datetime) -> None:
    """Bring a locked agreement to where its signatures, its conditions and the day put it."""
    if row.state not in LIVE:
        return
    day, system = today(row, now), organisations.SYSTEM
    over = first_day_without(row)
    if over <= day:
        finish(row, over, now)
    elif paused(row, day):
        if row.state != State.SUSPENDED:
            go(row, State.SUSPENDED)
            row.save()
            note(row, Did.SUSPENDED, system, now, on=day, told=AgreementSuspended)
    elif row.state == State.SUSPENDED and row.force_from is not None:
        go(row, State.IN_FORCE)
        row.save()
        note(row, Did.RESUMED, system, now, on=day, told=AgreementResumed)
    elif row.state != State.IN_FORCE:
        before_start(row, day, now)


def first_day_without(row: Agreement) -> date:
    """The first day that is no longer covered, as is known now."""
    planned = row.ends_on + timedelta(days=1)
    return min(planned, row.stop_on) if row.stop_on else planned


def before_start(row: Agreement, day: date, now: datetime) -> None:
    """Start it when all is signed and met and its day has come; else say what it waits for."""
    lines = missing(row)
    if all(line.met for line in lines) and row.starts_on <= day:
        go(row, State.IN_FORCE)
        row.force_from = day
        row.save()
        note(row, Did.STARTED, organisations.SYSTEM, now, on=day, told=AgreementStarted)
        return
    state = state_before_start(row, lines)
    if state != row.state:
        go(row, state)
        row.save()


def finish(row: Agreement, on: date, now: datetime) -> None:
    """Over: places are given back, everybody who follows it is told."""
    go(row, State.ENDED)
    row.save()
    Pause.objects.filter(agreement=row, last=None, first__lt=on).update(last=on - timedelta(days=1))
    give_back(row, first=on)
    note(row, Did.ENDED, organisations.SYSTEM, now, why=row.stop_ground, on=on, told=AgreementEnded)


def paused(row: Agreement, day: date) -> bool:
    rows = Pause.objects.filter(agreement=row, first__lte=day)
    return rows.filter(Q(last=None) | Q(last__gte=day)).exists()


@transaction.atomic
def advance(*, agreement_id: int, now: datetime) -> Agreement:
    """Look again whether an agreement may start, or is over. For whoever met one of its conditions; harmless twice."""
    row = locked(agreement_id)
    settle(row, now)
    return row


def advance_person(*, person_id: int, now: datetime) -> None:
    """The same for what a person waits for: what was met is known of the person, not of the agreement."""
    rows = Agreement.objects.filter(person=person_id, state__in=COMING).values_list("pk", flat=True)
    for key in list(rows):
        advance(agreement_id=key, now=now)


def advance_all(*, now: datetime) -> int:
    """By the clock: everything that waits for a day or a condition, each in its own transaction; how many were seen."""
    soon = now.date() + timedelta(days=1)  # whatever the zone of the administration
    waits = Q(state__in=(*COMING, State.SUSPENDED))
    over = Q(state=State.IN_FORCE) & (Q(ends_on__lte=soon) | Q(stop_on__lte=soon))
    pausing = Q(state=State.IN_FORCE, pauses__first__lte=soon) & (
        Q(pauses__last=None) | Q(pauses__last__gte=soon - timedelta(days=2))
    )
    keys = list(Agreement.objects.filter(waits | over | pausing).order_by("pk").values_list("pk", flat=True).distinct())
    for key in keys:
        advance(agreement_id=key, now=now)
    return len(keys)
