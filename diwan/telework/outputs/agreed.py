"""What agreements and presence say to outputs: the agreement of a task, what is open when one ends, days confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from diwan.telework.agreements import api as agreements
from diwan.telework.presence import api as presence

from .models import Task

if TYPE_CHECKING:
    from datetime import date


def agreement_of(person_id: int, on: date) -> int | None:
    """The agreement in force that day; a task may also be set to whoever works on site."""
    found = agreements.in_force(person_id, on)
    return found.agreement_id if found else None


def open_ends(person_id: int) -> list[tuple[str, str]]:
    """The tasks that somebody whose agreement ends still has: words and address of each."""
    rows = Task.objects.of(person_id).live().order_by("due_on", "pk")
    return [(row.title, reverse("outputs:task", args=[row.pk])) for row in rows]


def confirmed(path: str, first: date, last: date) -> str | None:
    """Of the remote days of a unit and all below it, the share confirmed; None where none was awaited."""
    rates = [
        rate
        for one in agreements.in_force_within(path, last)
        if (rate := presence.confirmed_rate(one.agreement_id, first, last)) is not None
    ]
    return f"{round(100 * sum(rates) / len(rates))} %" if rates else None
