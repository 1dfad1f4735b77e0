"""What is in force on a day, and which days are worked away: what the rest of the wing asks all the time."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from diwan.core.calendars import api as calendars
from diwan.telework.rules import api as rules

from .. import registry
from ..models import Agreement, ChosenDay, Pause, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

DAY = timedelta(days=1)


@dataclass(frozen=True)
class InForce:
    """An agreement as it holds on a day. `ends_on` is the last day it covers, as is known now."""

    agreement_id: int
    person_id: int
    unit_id: int
    unit_path: str
    administration_id: int
    pattern: Any
    starts_on: date
    ends_on: date


def value(row: Agreement, pattern: dict[str, Any] | None = None) -> InForce:
    """The row as a plain value; needs its unit."""
    last = min(row.ends_on, row.stop_on - DAY) if row.stop_on else row.ends_on
    return InForce(
        agreement_id=row.pk,
        person_id=row.person_id,
        unit_id=row.unit_id,
        unit_path=row.unit.path,
        administration_id=row.administration_id,
        pattern=rules.Pattern.from_json(row.pattern if pattern is None else pattern),
        starts_on=row.force_from or row.starts_on,
        ends_on=last,
    )


def _values(rows: Any, on: date) -> list[InForce]:
    """With the terms that hold on that day (2 queries)."""
    found = list(rows.on(on).select_related("unit"))
    terms = Term.objects.filter(agreement__in=[row.pk for row in found], first__lte=on).order_by("first")
    held = {term.agreement_id: term.pattern for term in terms}
    return [value(row, held.get(row.pk)) for row in found]


# Stand in the compiled query where a person and a day go.
PERSON, DAY_ASKED = -(1 << 40), date(1, 1, 3)


def in_force(person_id: int, on: date) -> InForce | None:
    """The agreement that covers this person on that day (1 query). It is asked at every tap of a morning on which
    everybody confirms, and costs less to run than to compile."""
    sql, params = _in_force_compiled()
    known: dict[Any, Any] = {PERSON: person_id, DAY_ASKED: on}
    with connection.cursor() as cursor:
        cursor.execute(sql, [known.get(param, param) for param in params])
        row = cursor.fetchone()
    if row is None:
        return None
    agreement, person, unit, path, administration, pattern, term, starts_on, force_from, ends_on, stop_on = row
    said = term or pattern
    return InForce(
        agreement_id=agreement,
        person_id=person,
        unit_id=unit,
        unit_path=path,
        administration_id=administration,
        pattern=rules.Pattern.from_json(json.loads(said) if isinstance(said, str) else said),
        starts_on=force_from or starts_on,
        ends_on=min(ends_on, stop_on - DAY) if stop_on else ends_on,
    )


@functools.cache
def _in_force_compiled() -> tuple[str, tuple[Any, ...]]:
    terms = Term.objects.filter(agreement=OuterRef("pk"), first__lte=DAY_ASKED).order_by("-first")
    rows = Agreement.objects.filter(person=PERSON).on(DAY_ASKED).annotate(term=Subquery(terms.values("pattern")[:1]))
    columns = ("pk", "person_id", "unit_id", "unit__path", "administration_id", "pattern", "term")
    dates = ("starts_on", "force_from", "ends_on", "stop_on")
    sql, params = rows.values_list(*columns, *dates)[:1].query.sql_with_params()
    return sql, tuple(params)


def in_force_among(person_ids: Iterable[int], on: date) -> dict[int, InForce]:
    """By person, those of these people who are covered on that day (2 queries)."""
    rows = Agreement.objects.filter(person__in=set(person_ids))
    return {one.person_id: one for one in _values(rows, on)}


def in_force_within(unit_path: str, on: date) -> list[InForce]:
    """Everything in force that day in a unit and below (2 queries)."""
    return _values(Agreement.objects.filter(unit__path__startswith=unit_path).order_by("unit__path", "person_id"), on)


def people_in_force(administration_id: int, on: date) -> QuerySet:
    """The people covered that day in an administration, to be counted or looped over."""
    person: Any = Agreement._meta.get_field("person").related_model
    rows = Agreement.objects.filter(administration=administration_id).on(on)
    return person._default_manager.filter(pk__in=rows.values("person"))


def remote_on(person_id: int, day: date) -> bool:
    return day in remote_days(person_id, day, day)


def remote_days(person_id: int, first: date, last: date) -> set[date]:
    """The days this person works away: planned or chosen, less days off, pauses and calls; and days of a crisis."""
    return remote_days_among([person_id], first, last)[person_id]


def remote_days_among(person_ids: Iterable[int], first: date, last: date) -> dict[int, set[date]]:
    """The same for many: a set for each of them (5 queries and those of the sources, however many people)."""
    people = list(dict.fromkeys(person_ids))
    found: dict[int, set[date]] = {person: set() for person in people}
    held = Agreement.objects.filter(person__in=people, force_from__lte=last, ends_on__gte=first)
    rows = list(held.filter(Q(stop_on=None) | Q(stop_on__gt=first)).select_related("administration", "unit"))
    for row, days in days_of(rows, first, last).items():
        found[row.person_id] |= days
    for source in registry.sources():
        for person, days in source(people, first, last).items():
            found.setdefault(person, set()).update(days)
    for recall in registry.recalls():
        for person, days in recall(people, first, last).items():
            found.get(person, set()).difference_update(days)
    return found


def days_of(rows: Sequence[Agreement], first: date, last: date, *, planned: bool = False) -> dict[Agreement, set[date]]:
    """The days away of each agreement (3 queries and the calendars). `planned`: as decided, though not in force yet."""
    keys = [row.pk for row in rows]
    terms, pauses, chosen = defaultdict(list), defaultdict(list), defaultdict(set)
    for term in Term.objects.filter(agreement__in=keys, first__lte=last).order_by("first"):
        terms[term.agreement_id].append(term)
    for pause in Pause.objects.filter(agreement__in=keys, first__lte=last).filter(Q(last=None) | Q(last__gte=first)):
        pauses[pause.agreement_id].append(pause)
    for key, day in ChosenDay.objects.filter(agreement__in=keys, day__range=(first, last)).values_list(
        "agreement", "day"
    ):
        chosen[key].add(day)
    books: dict[str, calendars.Calendar] = {}
    found = {}
    for row in rows:
        country = row.administration.country
        book = books[country] if country in books else books.setdefault(country, calendars.calendar(country))
        since = row.starts_on if planned else (row.force_from or row.starts_on)
        begin = max(first, since)
        end = min(last, row.ends_on, *([row.stop_on - DAY] if row.stop_on else []))
        days = by_terms(terms[row.pk], row.pattern, begin, end, book)
        days |= {day for day in chosen[row.pk] if begin <= day <= end and book.is_working_day(day)}
        for pause in pauses[row.pk]:
            days = {day for day in days if not (pause.first <= day and (pause.last is None or day <= pause.last))}
        found[row] = days
    return found


def by_terms(terms: Sequence[Term], pattern: Any, begin: date, end: date, book: calendars.Calendar) -> set[date]:
    """The planned days of dated terms, each until the next begins."""
    if not terms:
        return set(rules.Pattern.from_json(pattern).days(begin, end, book)) if begin <= end else set()
    days: set[date] = set()
    for place, term in enumerate(terms):
        until = terms[place + 1].first - DAY if place + 1 < len(terms) else end
        since, until = max(begin, term.first if place else begin), min(end, until)
        if since <= until:
            days |= set(rules.Pattern.from_json(term.pattern).days(since, until, book))
    return days
