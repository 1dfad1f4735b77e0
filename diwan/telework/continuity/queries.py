"""Large reading: the days of people in a crisis, for those who ask for many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from . import days
from .enums import DREW
from .models import Assignment, Crisis

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


@dataclass(frozen=True)
class Assigned:
    """What a crisis says of a person on a day."""

    crisis_id: int
    on_site: bool
    kind: str


def days_of(person_ids: Iterable[int], first: date, last: date) -> dict[int, dict[date, Assigned]]:
    """What crises say of these people between two days; people and days of which they say nothing are left out.
    2 queries, however many people; nothing more where no crisis touches these days."""
    crises = {
        row.pk: row
        for row in Crisis.objects.filter(state__in=DREW, starts_on__lte=last, ends_on__gte=first)
        .filter(Q(ended_on=None) | Q(ended_on__gt=first))
        .select_related("administration")
        .order_by("pk")
    }
    if not crises:
        return {}
    turns = {pk: days.turns(row, row.administration.country, first, last) for pk, row in crises.items()}
    found: dict[int, dict[date, Assigned]] = {}
    rows = Assignment.objects.filter(crisis__in=crises, person__in=list(person_ids)).order_by("crisis")
    for row in rows:
        mine = found.setdefault(row.person_id, {})
        for day, turn in turns[row.crisis_id].items():
            if days.covers(row, day):
                mine[day] = Assigned(row.crisis_id, days.on_site(row.slot, row.size, row.seats, turn), row.kind)
    return {person: said for person, said in found.items() if said}


def remote_days(person_ids: Sequence[int], first: date, last: date) -> dict[int, set[date]]:
    """Days on which a crisis has these people work remotely."""
    found = days_of(person_ids, first, last)
    return {person: {day for day, one in said.items() if not one.on_site} for person, said in found.items()}


def site_days(person_ids: Sequence[int], first: date, last: date) -> dict[int, set[date]]:
    """Days on which a crisis has these people on site, whatever their agreement says."""
    found = days_of(person_ids, first, last)
    return {person: {day for day, one in said.items() if one.on_site} for person, said in found.items()}
