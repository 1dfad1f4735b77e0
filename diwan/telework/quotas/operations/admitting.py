"""Letting people away and calling them back: planned from what is read, then checked and written in one short turn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.kit.refusals import Refusal

from ..limits import Book, Break, Limit, first_break, needed
from ..models import Admission, Group, Scope
from ..queries import label, scopes_named
from . import ledger
from .planning import Held, Move, Place, Plan, Spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from .ledger import Key, Statement

PERSON = 7301  # the first half of the advisory lock taken for a person: any number nobody else uses


class QuotaBroken(Refusal):
    """One more person away would break a minimum of presence."""

    message = _("On %(day)s, %(scope)s would fall to %(percent)s %% on site. The rule: %(rule)s Source: %(source)s")
    advice = _("Choose other days, or wait until somebody else is back on site.")
    status = 422


@dataclass(frozen=True)
class Change:
    """What is to be written, from what it was planned, and the minimums it must keep."""

    move: Move
    held: list[Held]
    plan: Plan
    limits: tuple[Limit, ...] = ()
    country: str = ""

    @property
    def wanted(self) -> set[Key]:
        """The counts it moves or compares."""
        compared = {(scope, day) for scope, several in needed(self.limits).items() for day in several}
        return compared | {key for key, by in self.plan.change.items() if by}


def admit(*, person_id: int, unit_id: int, days: Sequence[date], agreement: str, now: datetime) -> None:
    """Count somebody as away on these days, in the unit and all above it, and in the groups they belong to.

    Days that this agreement has already are not counted again.

    Raises:
        QuotaBroken: on one of the days, fewer people than a rule asks would be left. Nothing is counted then.
    """
    refit(person_id=person_id, unit_id=unit_id, days=days, agreement=agreement, now=now)


def refit(
    *, person_id: int, unit_id: int, days: Sequence[date], agreement: str, now: datetime, from_day: date | None = None
) -> None:
    """Give back the days of an agreement from one on, and take these, at once: a day it keeps is not asked for again.

    Raises:
        QuotaBroken: as `admit`. Nothing was changed.
    """
    try:
        _settle(partial(_coming, person_id, unit_id, agreement, from_day, days), now)
    except _BreaksError as refused:
        raise broken(refused.found, refused.country, now) from None


def release(*, agreement: str, from_day: date) -> None:
    """Give back the days of an agreement from one on (included). Again, it finds nothing to do.

    A day on which the same person is away by another agreement goes on being counted, under that one.
    """
    with transaction.atomic():
        for person_id in sorted(set(Admission.objects.filter(agreement=agreement).values_list("person_id", flat=True))):
            _settle(partial(_going, Move(person_id, agreement, since=from_day)))


class _BreaksError(Exception):
    """What the refusal is made of, once the turn was given back."""

    def __init__(self, found: Break, country: str) -> None:
        super().__init__(found)
        self.found, self.country = found, country


class _StaleError(Exception):
    """What was read before the turn is no longer so, or a day is asked for the first time."""


Beginning = Callable[[], "tuple[Move, list[Held]]"]


def _settle(begin: Beginning, now: datetime | None = None) -> None:
    """Planned outside the turn and written in it, in one trip. The savepoint undoes what is refused, and gives the turn
    back at once. Where somebody was quicker, it is planned again inside the turn, where nothing changes any more."""
    # Counts never fall below zero: what was let go twice is refused there. A load in one piece has no savepoints.
    if connection.features.uses_savepoints:
        with suppress(_StaleError, IntegrityError), transaction.atomic():
            _write(_planned(*begin()), now)
            return
    with transaction.atomic():
        move, held = begin()
        ledger.together(ledger.turn(move.planned(held).administrations), _alone(move.person_id))
        change = _planned(*begin())
        ledger.counts(change.wanted, change.plan.administrations, change.country)
        _write(change, now)


def _planned(move: Move, held: list[Held]) -> Change:
    plan = move.planned(held)
    if move.place is None:
        return Change(move, held, plan)
    book = Book(move.place.administration_id, move.place.country)
    return Change(move, held, plan, tuple(plan.limits(move.place, book)), book.country)


def _write(change: Change, now: datetime | None) -> None:
    """Written first, then compared: what the counts are in the turn is known one trip earlier so."""
    plan, person_id = change.plan, change.move.person_id
    if plan.rows == change.held and not any(plan.change.values()):
        return
    before = [ledger.turn(plan.administrations), _alone(person_id), _admissions(person_id)]
    _turn, _alone_now, held, *_written, counted = ledger.together(
        *before, *_statements(change, now), ledger.read(change.wanted)
    )
    after = ledger.as_counts(counted)
    if _as_held(held) != change.held or len(after) < len(change.wanted):
        raise _StaleError
    counts = {key: (people, away - plan.change.get(key, 0)) for key, (people, away) in after.items()}
    found = first_break(change.limits, counts, plan.change)
    if found:
        raise _BreaksError(found, change.country)


ADMISSIONS = """
SELECT id, agreement, unit_id, administration_id, scopes, days, waiting
FROM quotas_admission WHERE person_id = %s ORDER BY id
"""
KEEP = "UPDATE quotas_admission SET days = %s::date[], waiting = %s::date[] WHERE id = %s"
DROP = "DELETE FROM quotas_admission WHERE id = %s"
ENTER = """
INSERT INTO quotas_admission
    (agreement, person_id, unit_id, administration_id, scopes, days, waiting, admitted_at)
VALUES (%s, %s, %s, %s, %s::bigint[], %s::date[], %s::date[], %s)
"""


def _admissions(person_id: int) -> Statement:
    return ADMISSIONS, [person_id]


def _alone(person_id: int) -> Statement:
    """One move of a person at a time, in whichever administrations they sit."""
    return "SELECT pg_advisory_xact_lock(%s, %s)", [PERSON, person_id % (1 << 31)]


def _as_held(rows: Iterable[Sequence[Any]]) -> list[Held]:
    return [Held(*row) for row in rows]


def _statements(change: Change, now: datetime | None) -> list[Statement]:
    """What makes it so."""
    statements: list[Statement] = [ledger.shifted(change.plan.change)]
    was = {row.pk: row for row in change.held}
    for row in change.plan.rows:
        if row.pk is None:
            values = [
                row.agreement,
                change.move.person_id,
                row.unit_id,
                row.administration_id,
                row.scopes,
                row.days,
                row.waiting,
            ]
            statements.append((ENTER, [*values, now]))
        elif not row.days and not row.waiting:
            statements.append((DROP, [row.pk]))
        elif row != was[row.pk]:
            statements.append((KEEP, [row.days, row.waiting, row.pk]))
    return statements


def _going(move: Move) -> tuple[Move, list[Held]]:
    return move, _as_held(ledger.together(_admissions(move.person_id))[0])


PLACE = """
WITH here AS (
    SELECT u.administration_id, a.country, string_to_array(trim('/' FROM u.path), '/')::bigint[] AS line
    FROM organisations_unit u JOIN organisations_administration a ON a.id = u.administration_id WHERE u.id = %s
), wanted AS (
    SELECT unnest(line) AS unit_id, NULL::bigint AS group_id, 'unit' AS kind, '' AS code, NULL::date AS since,
        NULL::date AS until FROM here
    UNION ALL
    SELECT NULL, g.id, g.kind, g.code, m.starts_on, m.ends_on FROM here
    JOIN quotas_group g ON g.administration_id = here.administration_id AND g.closed_at IS NULL
    JOIN quotas_member m ON m.group_id = g.id WHERE m.person_id = %s
)
SELECT here.administration_id, here.country, s.id, w.unit_id, w.group_id, w.kind,
    CASE w.kind WHEN 'unit' THEN u.code ELSE w.code END, w.kind = 'unit' AND u.parent_id IS NULL, w.since, w.until
FROM here, wanted w LEFT JOIN organisations_unit u ON u.id = w.unit_id
LEFT JOIN quotas_scope s ON s.group_id = w.group_id OR s.group_id IS NULL AND s.unit_id = w.unit_id
ORDER BY s.id
"""


def _coming(
    person_id: int, unit_id: int, agreement: str, since: date | None, days: Sequence[date]
) -> tuple[Move, list[Held]]:
    """Where this person is counted and what they hold already, in one trip once the scopes stand."""
    rows, held = ledger.together((PLACE, [unit_id, person_id]), _admissions(person_id))
    if any(row[2] is None for row in rows):
        units, groups = ([row[n] for row in rows if row[n]] for n in (3, 4))
        ensure_scopes(rows[0][0], units, Group.objects.in_bulk(groups).values())
        rows, held = ledger.together((PLACE, [unit_id, person_id]), _admissions(person_id))
    spots = tuple(Spot(row[2], *row[5:]) for row in rows)
    administration_id, country = rows[0][:2]
    place = Place(unit_id, administration_id, country, spots)
    return Move(person_id, agreement, since, days, place), _as_held(held)


def ensure_scopes(administration_id: int, unit_ids: Iterable[int], groups: Iterable[Group]) -> list[Scope]:
    """The scopes of these units and groups, made where missing, in the order of locking (1 query once they stand)."""
    units, apart = list(unit_ids), {group.pk: group for group in groups}
    found = scopes_named(units, apart)
    if len(found) < len(units) + len(apart):
        known = {(scope.unit_id, scope.group_id) for scope in found}
        wanted = [(unit, None) for unit in units] + [(group.unit_id, key) for key, group in apart.items()]
        Scope.objects.bulk_create(
            [
                Scope(administration_id=administration_id, unit_id=unit, group_id=group)
                for unit, group in wanted
                if (unit, group) not in known
            ],
            ignore_conflicts=True,
        )
        found = scopes_named(units, apart)
    return found


def broken(found: Break, country: str, now: datetime) -> QuotaBroken:
    """The refusal in the words of the page."""
    language = get_language() or "ar"
    scope = Scope.objects.select_related("unit", "group").get(pk=found.limit.scope_id)
    return QuotaBroken(
        day=calendars.format_date(found.day, language, country, weekday=True),
        scope=label(scope, now),
        percent=found.percent,
        rule=found.limit.quota.words(),
        source=found.limit.quota.source.in_language(language),
    )
