"""Dates counted in worked days follow the calendar when a holiday is announced or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.correspondence.letters import api as letters
from diwan.kit.transactions import acknowledged

from ..enums import State
from ..models import Instruction

if TYPE_CHECKING:
    from datetime import datetime


def recompute(*, country: str, now: datetime) -> int:
    """Count anew the last day of what still waits and was given so many worked days; how many moved."""
    rows = Instruction.objects.filter(
        state=State.OPEN, due_days__isnull=False, letter__administration__country=country
    ).order_by("letter_id", "pk")
    days = calendars.calendar(country)
    moved = 0
    for row in list(rows.only("pk", "letter_id", "given_at", "due_days", "due_on")):
        due = days.due_on(calendars.local_day(row.given_at, country), row.due_days or 0, "working")
        if due != row.due_on:
            moved += _move(row, due)
    return moved


def _move(row: Instruction, due: object) -> int:
    with acknowledged():
        letters.locked(row.letter_id)
        return Instruction.objects.filter(pk=row.pk, state=State.OPEN, due_on=row.due_on).update(due_on=due)


def mark_escalated(*, instruction_id: int, now: datetime) -> bool:
    """Note that whoever stands above was told; False when they were already, or it is no longer late."""
    rows = Instruction.objects.filter(pk=instruction_id, state=State.OPEN, escalated_at=None)
    return bool(rows.update(escalated_at=now))
