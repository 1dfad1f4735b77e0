"""Letting people away and calling them back: planned from what is read, then checked and written in one short turn."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.kit.refusals import Refusal

from ..limits import MIN, Book, Break, Limit, first_break, needed
from ..models import Admission, Scope
from ..queries import groups_of, keys_of, label, scopes_named, unit_place
from . import ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from ..models import Group
    from .ledger import Key, Statement

PERSON = 7301  # the first half of the advisory lock taken for a person: any number nobody else uses
Member = tuple["Group", "date | None", "date | None"]  # of a group, from a day to another


class QuotaBroken(Refusal):
    """One more person away would break a minimum of presence."""

    message = _("On %(day)s, %(scope)s would fall to %(percent)s %% on site. The rule: %(rule)s Source: %(source)s")
    advice = _("Choose other days, or wait until somebody else is back on site.")
    status = 422


@dataclass(frozen=True)
class Place:
    """Where somebody is counted: the scopes of their unit, of all above it, and of the groups they are in."""

    unit_id: int
    administration_id: int
    country: str
    scopes: tuple[Scope, ...]
    groups: tuple[Member, ...]

    def spans(self, days: Iterable[date]) -> dict[tuple[int, ...], list[date]]:
        """The days by the scopes that count them: membership of a group may begin or end among them."""
        found: dict[tuple[int, ...], list[date]] = defaultdict(list)
        for day in days:
            inside = {g.pk for g, since, until in self.groups if (since or day) <= day and (not until or day < until)}
            found[tuple(s.pk for s in self.scopes if s.group_id is None or s.group_id in inside)].append(day)
        return found


@dataclass
class Held:
    """An admission, as it stands or as it is to be."""

    pk: int | None
    agreement: str
    unit_id: int
    administration_id: int
    scopes: list[int]
    days: list[date]
    waiting: list[date]


@dataclass
class Plan:
    """What an operation on the days of one person comes to. `added` are the counts it adds to of its own will; what
    falls to another agreement of the person, because this one lets go of it, is in `change` alone."""

    rows: list[Held]
    change: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    added: set[Key] = field(default_factory=set)

    @property
    def administrations(self) -> set[int]:
        return {row.administration_id for row in self.rows}

    def let_go(self, agreement: str, since: date) -> None:
        """The agreement gives its days back; the first other one that waits for a day takes it over."""
        others = [row for row in self.rows if row.agreement != agreement]
        for row in self.rows:
            if row.agreement != agreement:
                continue
            for day in (day for day in row.days if day >= since):
                self._count(row.scopes, day, -1)
                heir = next((other for other in others if day in other.waiting), None)
                if heir is not None:
                    heir.waiting = [one for one in heir.waiting if one != day]
                    heir.days = sorted([*heir.days, day])
                    self._count(heir.scopes, day, 1)
            row.days = [day for day in row.days if day < since]
            row.waiting = [day for day in row.waiting if day < since]

    def take(self, agreement: str, days: Iterable[date], place: Place) -> None:
        """Those of these days it does not hold already; where another agreement counts a day, this one waits for it."""
        mine = {day for row in self.rows if row.agreement == agreement for day in (*row.days, *row.waiting)}
        taken = {day for row in self.rows for day in row.days}
        for scopes, span in place.spans(sorted(set(days) - mine)).items():
            row = self._row(agreement, place, list(scopes))
            row.waiting = sorted([*row.waiting, *(day for day in span if day in taken)])
            fresh = [day for day in span if day not in taken]
            row.days = sorted([*row.days, *fresh])
            for day in fresh:
                self._count(scopes, day, 1)
                self.added.update((scope, day) for scope in scopes)

    def _row(self, agreement: str, place: Place, scopes: list[int]) -> Held:
        for row in self.rows:
            if (row.agreement, row.unit_id, row.scopes) == (agreement, place.unit_id, scopes):
                return row
        self.rows.append(Held(None, agreement, place.unit_id, place.administration_id, scopes, [], []))
        return self.rows[-1]

    def _count(self, scopes: Iterable[int], day: date, by: int) -> None:
        for scope in scopes:
            self.change[scope, day] += by

    def limits(self, place: Place, book: Book) -> list[Limit]:
        """The minimums that the days it adds take part in."""
        more = {key for key in self.added if self.change[key] > 0}
        days = {day for _scope, day in more}
        return [
            one
            for one in book.limits(place.scopes, days, direction=MIN)
            if any((one.scope_id, d) in more for d in one.days)
        ]


@dataclass(frozen=True)
class Move:
    """What is asked of the days of one person: the agreement gives back those from `since` on, and takes others."""

    person_id: int
    agreement: str
    since: date | None = None
    days: Sequence[date] = ()
    place: Place | None = None

    def planned(self, held: Sequence[Held]) -> Plan:
        plan = Plan([replace(row) for row in held])
        if self.since:
            plan.let_go(self.agreement, self.since)
        if self.place:
            plan.take(self.agreement, self.days, self.place)
        return plan


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
        with transaction.atomic():  # a refusal gives the turn back at once, before its words are looked up
            _carry_out(Move(person_id, agreement, from_day, days, _place(person_id, unit_id)), now)
    except _BreaksError as refused:
        raise broken(*refused.args, now) from None


@transaction.atomic
def release(*, agreement: str, from_day: date) -> None:
    """Give back the days of an agreement from one on (included). Again, it finds nothing to do.

    A day on which the same person is away by another agreement goes on being counted, under that one.
    """
    for person_id in sorted(set(Admission.objects.filter(agreement=agreement).values_list("person_id", flat=True))):
        _carry_out(Move(person_id, agreement, since=from_day))


class _BreaksError(Exception):
    """A break and the country of the administration: what the refusal is made of."""


def _carry_out(move: Move, now: datetime | None = None) -> None:
    """Planned outside the turn; in it, what was read is read again with the counts, compared and written."""
    book = Book(move.place.administration_id, move.place.country) if move.place else None
    held = _held(ledger.together(_admissions(move.person_id))[0])
    plan = move.planned(held)
    limits = plan.limits(move.place, book) if move.place and book else []
    wanted = _wanted(plan, limits)
    if not wanted and plan.rows == held:
        return
    country = book.country if book else ""
    turn = ledger.turn(plan.administrations)
    one_at_a_time = ("SELECT pg_advisory_xact_lock(%s, %s)", [PERSON, move.person_id % (1 << 31)])
    _turn, _lock, again, rows = ledger.together(turn, one_at_a_time, _admissions(move.person_id), ledger.read(wanted))
    counts = ledger.as_counts(rows)
    if (now_held := _held(again)) != held:  # somebody else moved this person meanwhile: what they left is planned anew
        held, plan = now_held, move.planned(now_held)
        limits = plan.limits(move.place, book) if move.place and book else []
        wanted = _wanted(plan, limits)
        counts = {}
    counts = ledger.complete(counts, wanted, country)
    found = first_break(limits, counts, plan.change)
    if found:
        raise _BreaksError(found, country)
    ledger.together(*_written(plan, held, move.person_id, now))


def _wanted(plan: Plan, limits: Iterable[Limit]) -> set[Key]:
    compared = {(scope, day) for scope, several in needed(limits).items() for day in several}
    return compared | {key for key, by in plan.change.items() if by}


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


def _held(rows: Iterable[Sequence[Any]]) -> list[Held]:
    return [Held(*row) for row in rows]


def _written(plan: Plan, before: list[Held], person_id: int, now: datetime | None) -> list[Statement]:
    """The statements that make it so."""
    statements: list[Statement] = [ledger.shifted(plan.change)]
    was = {row.pk: row for row in before}
    for row in plan.rows:
        if row.pk is None:
            values = [row.agreement, person_id, row.unit_id, row.administration_id, row.scopes, row.days, row.waiting]
            statements.append((ENTER, [*values, now]))
        elif not row.days and not row.waiting:
            statements.append((DROP, [row.pk]))
        elif row != was[row.pk]:
            statements.append((KEEP, [row.days, row.waiting, row.pk]))
    return statements


def _place(person_id: int, unit_id: int) -> Place:
    """Where this person is counted (3 queries once its scopes stand)."""
    path, administration_id, country = unit_place(unit_id)
    groups: tuple[Member, ...] = tuple(groups_of([person_id], administration_id).get(person_id, ()))
    scopes = ensure_scopes(administration_id, keys_of(path), [group for group, _since, _until in groups])
    return Place(unit_id, administration_id, country, tuple(scopes), groups)


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
