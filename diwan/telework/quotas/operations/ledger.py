"""The counts: locked in one order, read, made where missing, moved.

Whoever changes a count holds the turn of its administration, from `turn` to the end of the transaction. So counts
themselves need no lock of their own, a caller may move many people in one transaction, and nobody waits in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection

from ..headcount import populations
from ..models import Count, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

Key = tuple[int, "date"]  # a scope and a day
Statement = tuple[str, "list[Any]"]

TURNS = 7302  # the first half of the advisory lock taken for an administration: any number nobody else uses
TURN = "SELECT pg_advisory_xact_lock(%s, id) FROM unnest(%s::int[]) AS id"
READ = """
SELECT c.scope_id, c.day, c.population, c.remote
FROM quotas_count c JOIN unnest(%s::bigint[], %s::date[]) AS wanted (scope_id, day) USING (scope_id, day)
"""
SHIFT = """
UPDATE quotas_count c SET remote = c.remote + moved.by
FROM unnest(%s::bigint[], %s::date[], %s::int[]) AS moved (scope_id, day, by)
WHERE c.scope_id = moved.scope_id AND c.day = moved.day
"""


def together(*statements: Statement) -> list[list[tuple[Any, ...]]]:
    """The rows of several statements, sent in one trip; each sees what was committed when it begins."""
    with connection.cursor() as cursor:
        cursor.execute(
            ";".join(statement for statement, _values in statements), [v for _s, values in statements for v in values]
        )
        found = []
        for _one in statements:
            found.append(cursor.fetchall() if cursor.description else [])
            cursor.nextset()
        return found


def turn(administration_ids: Iterable[int]) -> Statement:
    """One change of the counts of an administration at a time. (The lock of a row would wake two waiters a turn.)"""
    return TURN, [TURNS, sorted(set(administration_ids))]


def read(keys: Iterable[Key]) -> Statement:
    """The counts there are of these days, as rows for `as_counts`."""
    wanted = sorted(keys)
    return READ, [[scope for scope, _day in wanted], [day for _scope, day in wanted]]


def as_counts(rows: Iterable[Sequence[Any]]) -> dict[Key, tuple[int, int]]:
    """People and people away by scope and day."""
    return {(scope, day): (people, away) for scope, day, people, away in rows}


def shifted(change: Mapping[Key, int]) -> Statement:
    """Add to the counts of several scopes and days."""
    moved = sorted((key, by) for key, by in change.items() if by)
    return SHIFT, [[scope for (scope, _), _by in moved], [day for (_, day), _by in moved], [by for _key, by in moved]]


def counts(keys: Iterable[Key], administration_ids: Iterable[int], country: str = "") -> dict[Key, tuple[int, int]]:
    """These counts in the turn of their administrations, made where missing (1 query when none is)."""
    wanted = set(keys)
    _turn, rows = together(turn(administration_ids), read(wanted))
    return complete(as_counts(rows), wanted, country)


def complete(found: dict[Key, tuple[int, int]], wanted: set[Key], country: str = "") -> dict[Key, tuple[int, int]]:
    """With those that nobody asked for before, counted from the seats."""
    missing = wanted - set(found)
    if not missing:
        return found
    make(missing, country)
    return found | as_counts(together(read(missing))[0])


def make(keys: Iterable[Key], country: str = "") -> None:
    """The rows of these days, with the people there are on them. A row somebody else made meanwhile is left alone."""
    by_scope: dict[int, list[date]] = defaultdict(list)
    for scope, day in keys:
        by_scope[scope].append(day)
    scopes = Scope.objects.select_related("unit", "group").in_bulk(by_scope)
    rows = []
    for key, days in sorted(by_scope.items()):
        counted = populations([scopes[key]], days, country)
        rows += [Count(scope_id=scope, day=day, population=people) for (scope, day), people in sorted(counted.items())]
    Count.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)


def shift(change: Mapping[Key, int], administration_ids: Iterable[int]) -> None:
    """Add to the counts, made where missing, in the turn of their administrations."""
    moved = {key: by for key, by in change.items() if by}
    if moved:
        counts(moved, administration_ids)
        together(shifted(moved))
