"""Letting people away and calling them back: one short transaction on rows locked in one order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.kit.refusals import Refusal

from ..headcount import populations
from ..limits import MIN, Book, Limit, needed, percent
from ..models import Admission, Count, Group, Scope
from ..queries import groups_coded, groups_of, keys_of, label, scopes_named, unit_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

PERSON = 7301  # the first half of the advisory lock taken for a person: any number nobody else uses


class QuotaBroken(Refusal):
    """One more person away would break a minimum of presence."""

    message = _("On %(day)s, %(scope)s would fall to %(percent)s %% on site. The rule: %(rule)s Source: %(source)s")
    advice = _("Choose other days, or wait until somebody else is back on site.")
    status = 422


@dataclass(frozen=True)
class Break:
    """The first day that a quota would not be kept: where, down to which percent on site, by which rule."""

    scope: Scope
    limit: Limit
    day: date
    percent: int


@transaction.atomic
def admit(
    *,
    person_id: int,
    unit_id: int,
    days: Sequence[date],
    agreement: str,
    now: datetime,
    grade: str = "",
    counter: str = "",
) -> None:
    """Count somebody as away on these days, in the unit and all above it, and in the groups they belong to.

    Days that this agreement has already are not counted again. `grade` and `counter` name groups beyond those the
    person is a member of.

    Raises:
        QuotaBroken: on one of the days, fewer people than a rule asks would be left. Nothing is counted then.
    """
    path, administration_id = unit_place(unit_id)
    lock_person(person_id)
    fresh, waiting = _fresh(person_id, agreement, days)
    if not fresh and not waiting:
        return
    groups = _groups(person_id, administration_id, grade=grade, counter=counter)
    scopes = ensure_scopes(administration_id, keys_of(path), [group for group, _since, _until in groups])
    book = Book(administration_id)
    for members, span in _apart(scopes, groups, sorted({*fresh, *waiting})):
        counted = [day for day in span if day in fresh]
        if counted:
            take(members, counted, book, now)
        Admission.objects.create(
            agreement=agreement,
            person_id=person_id,
            unit_id=unit_id,
            administration_id=administration_id,
            scopes=[scope.pk for scope in members],
            days=counted,
            waiting=[day for day in span if day in waiting],
            admitted_at=now,
        )


@transaction.atomic
def release(*, agreement: str, from_day: date) -> None:
    """Give back the days of an agreement from one on (included). Again, it finds nothing to do.

    A day on which the same person is away by another agreement goes on being counted, under that one.
    """
    people = set(Admission.objects.filter(agreement=agreement).values_list("person_id", flat=True))
    for person_id in sorted(people):
        lock_person(person_id)
        held = list(Admission.objects.select_for_update().filter(person_id=person_id).order_by("pk"))
        before = {one.pk: (one.days, one.waiting) for one in held}
        change: dict[tuple[int, date], int] = defaultdict(int)
        for admission in held:
            if admission.agreement == agreement:
                _let_go(admission, from_day, [other for other in held if other.agreement != agreement], change)
        for admission in held:
            if (admission.days, admission.waiting) == before[admission.pk]:
                continue
            if admission.days or admission.waiting:
                admission.save(update_fields=["days", "waiting"])
            else:
                admission.delete()
        shift(change)


def _let_go(admission: Admission, from_day: date, others: list[Admission], change: dict[tuple[int, date], int]) -> None:
    """Take the days from an admission; the first other one that waits for a day takes it over."""
    gone = [day for day in admission.days if day >= from_day]
    admission.days = [day for day in admission.days if day < from_day]
    admission.waiting = [day for day in admission.waiting if day < from_day]
    for day in gone:
        for scope in admission.scopes:
            change[scope, day] -= 1
        heir = next((other for other in others if day in other.waiting), None)
        if heir is not None:
            heir.waiting = [other for other in heir.waiting if other != day]
            heir.days = sorted({*heir.days, day})
            for scope in heir.scopes:
                change[scope, day] += 1


def lock_person(person_id: int) -> None:
    """One admission of a person at a time, before any count is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PERSON, person_id % (1 << 31)])


def _fresh(person_id: int, agreement: str, days: Sequence[date]) -> tuple[set[date], set[date]]:
    """Of these days, those to count now, and those the person is away on already by another agreement (1 query)."""
    mine: set[date] = set()
    taken: set[date] = set()
    for name, counted, waiting in Admission.objects.filter(person_id=person_id).values_list(
        "agreement", "days", "waiting"
    ):
        if name == agreement:
            mine.update(counted, waiting)
        taken.update(counted)
    asked = set(days) - mine
    return asked - taken, asked & taken


Dated = tuple[Group, "date | None", "date | None"]


def _groups(person_id: int, administration_id: int, *, grade: str, counter: str) -> list[Dated]:
    found: list[Dated] = list(groups_of([person_id], administration_id).get(person_id, ()))
    known = {group.pk for group, _since, _until in found}
    named = groups_coded(administration_id, grade=grade, counter=counter)
    return [*found, *((group, None, None) for group in named if group.pk not in known)]


def _apart(scopes: list[Scope], groups: list[Dated], days: list[date]) -> list[tuple[list[Scope], list[date]]]:
    """The days by the scopes that count them: membership of a group may begin or end among them."""
    found: dict[tuple[int, ...], list[date]] = defaultdict(list)
    by_key = {scope.pk: scope for scope in scopes}
    for day in days:
        inside = {g.pk for g, since, until in groups if (not since or since <= day) and (not until or day < until)}
        found[tuple(s.pk for s in scopes if s.group_id is None or s.group_id in inside)].append(day)
    return [([by_key[key] for key in keys], span) for keys, span in found.items()]


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


def take(scopes: Sequence[Scope], days: Sequence[date], book: Book, now: datetime) -> None:
    """Lock every count that one more person touches or is compared with, compare, and add one.

    Raises QuotaBroken.
    """
    limits = book.limits(scopes, days, direction=MIN)
    wanted = {(scope.pk, day) for scope in scopes for day in days}
    compared = {(scope, day) for scope, several in needed(limits).items() for day in several}
    counts = lock_counts(wanted | compared, {scope.pk: scope for scope in scopes}, book.country)
    found = first_break(limits, {key: row[1:] for key, row in counts.items()}, dict.fromkeys(wanted, 1), scopes)
    if found:
        raise broken(found, book.country, now)
    Count.objects.filter(pk__in=[counts[key][0] for key in wanted]).update(remote=F("remote") + 1)


def first_break(
    limits: Iterable[Limit],
    counts: Mapping[tuple[int, date], tuple[int, ...]],
    added: dict[tuple[int, date], int],
    scopes: Iterable[Scope],
) -> Break | None:
    """The first comparison, by day, that does not hold once so many more are away."""
    by_key = {scope.pk: scope for scope in scopes}
    more: defaultdict[tuple[int, date], int] = defaultdict(int, added)
    for limit in limits:
        people, away = limit.sums(counts, more)
        if not limit.kept(people, away):
            day = next((day for day in limit.days if more.get((limit.scope_id, day))), limit.days[0])
            return Break(by_key[limit.scope_id], limit, day, percent(people, away))
    return None


def broken(found: Break, country: str, now: datetime) -> QuotaBroken:
    """The refusal in the words of the page."""
    language = get_language() or "ar"
    return QuotaBroken(
        day=calendars.format_date(found.day, language, country, weekday=True),
        scope=label(found.scope, now),
        percent=found.percent,
        rule=found.limit.quota.words(),
        source=found.limit.quota.source.in_language(language),
    )


LOCK = """
SELECT c.scope_id, c.day, c.id, c.population, c.remote
FROM quotas_count c JOIN unnest(%s::bigint[], %s::date[]) AS wanted (scope_id, day) USING (scope_id, day)
ORDER BY c.scope_id, c.day FOR UPDATE OF c
"""


MISSING = """
SELECT wanted.scope_id, wanted.day FROM unnest(%s::bigint[], %s::date[]) AS wanted (scope_id, day)
WHERE NOT EXISTS (SELECT FROM quotas_count c WHERE c.scope_id = wanted.scope_id AND c.day = wanted.day)
ORDER BY 1, 2
"""


def lock_counts(
    keys: Iterable[tuple[int, date]], scopes: dict[int, Scope], country: str = ""
) -> dict[tuple[int, date], tuple[int, int, int]]:
    """Key, people and people away of each of these days, locked by scope and day; those missing are made first.

    Whoever locks counts does it here: first the administration, then its days in one order.
    """
    wanted = sorted(set(keys))
    lock_bodies(scope.administration_id for scope in scopes.values())
    missing = _missing(wanted)
    if missing:
        make_counts(missing, scopes, country)
    return _locked(wanted)


def lock_bodies(administration_ids: Iterable[int]) -> None:
    """One change of the counts of an administration at a time. The scope of its root stands for all of them: a caller
    may admit several people in one transaction, or call one back and admit them again, and nobody waits in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id FROM quotas_scope s JOIN organisations_unit u ON u.id = s.unit_id"
            " WHERE s.administration_id = ANY (%s) AND s.group_id IS NULL AND u.parent_id IS NULL"
            " ORDER BY s.id FOR NO KEY UPDATE OF s",
            [sorted(set(administration_ids))],
        )


def _missing(keys: list[tuple[int, date]]) -> list[tuple[int, date]]:
    with connection.cursor() as cursor:
        cursor.execute(MISSING, [[scope for scope, _day in keys], [day for _scope, day in keys]])
        return cursor.fetchall()


def _locked(keys: list[tuple[int, date]]) -> dict[tuple[int, date], tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [[scope for scope, _day in keys], [day for _scope, day in keys]])
        return {(scope, day): (key, people, away) for scope, day, key, people, away in cursor.fetchall()}


def make_counts(keys: Iterable[tuple[int, date]], scopes: dict[int, Scope], country: str = "") -> None:
    """The rows of these days, with the people there are on them. A row somebody else made meanwhile is left alone."""
    by_scope: dict[int, list[date]] = defaultdict(list)
    for scope, day in keys:
        by_scope[scope].append(day)
    rows = []
    for key, days in sorted(by_scope.items()):
        counted = populations([scopes[key]], days, country)
        rows += [Count(scope_id=scope, day=day, population=people) for (scope, day), people in sorted(counted.items())]
    Count.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)


def shift(change: dict[tuple[int, date], int]) -> None:
    """Add to the counts, several scopes and days at once, locked in the usual order."""
    moved = sorted((key, by) for key, by in change.items() if by)
    if not moved:
        return
    keys = {scope for (scope, _day), _by in moved}
    scopes = {scope.pk: scope for scope in Scope.objects.select_related("unit", "group").filter(pk__in=keys)}
    locked = lock_counts([key for key, _by in moved], scopes)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE quotas_count c SET remote = c.remote + moved.by"
            " FROM unnest(%s::bigint[], %s::int[]) AS moved (id, by) WHERE c.id = moved.id",
            [[locked[key][0] for key, _by in moved], [by for _key, by in moved]],
        )
