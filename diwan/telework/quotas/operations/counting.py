"""Keeping the counts true: people move, units move, and every night all is counted again from the admissions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from diwan.core.organisations import api as organisations

from ..headcount import populations
from ..models import Admission, Count, Recount, Scope
from ..queries import keys_of, unit_place, unit_places
from . import ledger
from .admitting import ensure_scopes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

SHOWN = 20  # differences kept in words
RECOUNT = """
SELECT c.id, c.scope_id, c.day, c.remote, count(a.id)
FROM quotas_count c LEFT JOIN quotas_admission a ON a.scopes @> ARRAY[c.scope_id] AND c.day = ANY (a.days)
WHERE c.scope_id = ANY (%s) AND c.day >= %s GROUP BY c.id
"""
POPULATE = """
UPDATE quotas_count c SET population = found.people
FROM (SELECT %s::bigint AS scope_id, unnest(%s::date[]) AS day, unnest(%s::int[]) AS people) AS found
WHERE c.scope_id = found.scope_id AND c.day = found.day
"""


@transaction.atomic
def refresh(*, unit_id: int, now: datetime) -> int:
    """Count anew the people of a unit, of all above it and of their groups, from today on; how many counts changed."""
    path, administration_id = unit_place(unit_id)
    scopes = list(
        Scope.objects.select_related("unit", "group").filter(unit_id__in=keys_of(path), group=None)
        | Scope.objects.select_related("unit", "group").filter(group__isnull=False, administration_id=administration_id)
    )
    return len(_populate(scopes, now.date()))


def _populate(scopes: Iterable[Scope], since: date) -> list[dict[str, Any]]:
    """Put the people of these scopes right, and say what differed."""
    differences: list[dict[str, Any]] = []
    for scope in sorted(scopes, key=lambda scope: scope.pk):
        days = list(Count.objects.filter(scope=scope, day__gte=since).order_by("day").values_list("day", flat=True))
        kept = ledger.counts([(scope.pk, day) for day in days], [scope.administration_id])
        right = populations([scope], days)
        wrong = {
            day: (people, right[key, day]) for (key, day), (people, _) in kept.items() if people != right[key, day]
        }
        with connection.cursor() as cursor:
            cursor.execute(POPULATE, [scope.pk, list(wrong), [found for _people, found in wrong.values()]])
        differences += [
            {"scope": scope.pk, "day": day.isoformat(), "what": "people", "kept": people, "found": found}
            for day, (people, found) in sorted(wrong.items())
        ]
    return differences


@transaction.atomic
def recount(*, administration_id: int, now: datetime) -> Recount:
    """Compare every count to come with the admissions and with who sits where; put right and keep what differed.

    It holds the turn of the administration meanwhile: nobody is let away before it is done.
    """
    scopes = list(Scope.objects.select_related("unit", "group").filter(administration=administration_id).order_by("pk"))
    since = now.date()
    keys = sorted(Count.objects.filter(scope__in=scopes, day__gte=since).values_list("scope_id", "day"))
    ledger.counts(keys, [administration_id])
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, [[scope.pk for scope in scopes], since])
        rows = cursor.fetchall()
        wrong = [row for row in rows if row[3] != row[4]]
        cursor.execute(
            "UPDATE quotas_count c SET remote = found.away"
            " FROM unnest(%s::bigint[], %s::int[]) AS found (id, away) WHERE c.id = found.id",
            [[row[0] for row in wrong], [row[4] for row in wrong]],
        )
    moved = _populate(scopes, since)
    shown = [
        {"scope": scope, "day": day.isoformat(), "what": "away", "kept": kept, "found": found}
        for _key, scope, day, kept, found in sorted(wrong, key=lambda row: (row[1], row[2]))
    ]
    return Recount.objects.create(
        administration_id=administration_id,
        at=now,
        compared=len(rows),
        wrong=len(wrong),
        moved=len(moved),
        differences=[*shown, *moved][:SHOWN],
    )


@transaction.atomic
def resettle(*, unit_id: int, now: datetime) -> int:
    """A unit was moved in the tree or taken over: from today on, who is away there is counted under what stands above
    it now. How many admissions were moved."""
    path, administration_id = unit_place(unit_id)
    below = Admission.objects.filter(administration=administration_id, unit__path__startswith=path)
    standing = organisations.standing_unit(unit_id, now)
    ledger.together(ledger.turn([administration_id]))
    admissions = list(below.order_by("pk"))
    places = unit_places({standing or unit_id, *(admission.unit_id for admission in admissions)})
    change: dict[tuple[int, date], int] = defaultdict(int)
    moved = 0
    for admission in admissions:
        home = standing if admission.unit_id == unit_id and standing else admission.unit_id
        line = {scope.pk for scope in ensure_scopes(administration_id, keys_of(places[home][0]), [])}
        groups = set(Scope.objects.filter(pk__in=admission.scopes, group__isnull=False).values_list("pk", flat=True))
        new = sorted(line | groups)
        if new == sorted(admission.scopes):
            continue
        moved += 1
        _split(admission, home, new, now.date(), change)
    ledger.shift(change, [administration_id])
    return moved


def _split(
    admission: Admission, home: int, scopes: list[int], today: date, change: dict[tuple[int, date], int]
) -> None:
    """The days to come go to an admission of their own; those past stay where they were counted."""
    coming = [day for day in admission.days if day >= today]
    for day in coming:
        for scope in admission.scopes:
            change[scope, day] -= 1
        for scope in scopes:
            change[scope, day] += 1
    Admission.objects.create(
        agreement=admission.agreement,
        person_id=admission.person_id,
        unit_id=home,
        administration_id=admission.administration_id,
        scopes=scopes,
        days=coming,
        waiting=[day for day in admission.waiting if day >= today],
        admitted_at=admission.admitted_at,
    )
    admission.days = [day for day in admission.days if day < today]
    admission.waiting = [day for day in admission.waiting if day < today]
    admission.save(update_fields=["days", "waiting"])
