"""The crisis switch over a ministry of 276,849 people, and back: the plan, the notices, the complete reversal.

- ours: `switching.plan` (days of everybody, in equal turns, never over the rule), people a second;
- peer: what is commonly written: a loop that makes the same rows one by one through the ORM (a sample, as a rate);
- limit: a plain INSERT … SELECT of the same rows into a table with the same columns.

The goals: plan under 60 s, notices queued under 10 min (each a notification of its own, with its text), and after the
return no difference. That is not left to the app's own comparison: every row of the tables of telework and of the house
that a crisis might touch is hashed by the database before it is asked for and after it is over (`tables`, `compared`),
and the days away of everybody who teleworks are asked before and after. `violations` counts people over the limit on
some day, people told twice or not at all of the start or of the way back, and differences. Memory is that of this
process alone: it must not grow with the people.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from . import common

PEOPLE, PEOPLE_QUICK = 276_849, 2_000
UNITS, UNITS_QUICK = 4_000, 60
AGREED, AGREED_QUICK = 20_000, 500
SAMPLE = 2_000
STAFF = """
INSERT INTO accounts_user (email, name_ar, name_latin, search_text, {same})
SELECT 'agent' || n || '@bench.example', 'موظف ' || n, 'Agent ' || n, 'agent ' || n, {same}
FROM accounts_user, generate_series(1, %s) AS n WHERE id = %s
"""
PLACES = """
WITH keys AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('organisations_unit', 'id')) AS key, n FROM generate_series(1, %s) AS n
), made AS (
    INSERT INTO organisations_unit (id, administration_id, parent_id, path, kind, code, created_on)
    SELECT key, administration_id, id, path || key || '/', 'division', 'U' || n, created_on
    FROM organisations_unit, keys WHERE id = %s RETURNING id, parent_id, created_on
)
INSERT INTO organisations_unitversion (unit_id, parent_id, name_ar, name_fr, name_en, name_zgh, search_text, starts_on)
SELECT id, parent_id, 'قسم ' || id, '', '', '', 'قسم', created_on FROM made
"""
POSTS = """
INSERT INTO organisations_post (unit_id, code, name_ar, name_fr, name_en, name_zgh, is_head, shared)
SELECT id, '', 'متصرف', '', '', '', false, true FROM organisations_unit WHERE parent_id = %s
"""
SEATS = """
INSERT INTO organisations_holding (post_id, person_id, exclusive, starts_at)
SELECT p.id, u.id, false, now() - interval '1 year'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_user WHERE email LIKE 'agent%%') AS u
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS many FROM organisations_post) AS p
    ON p.place = 1 + (u.place * u.place) %% p.many
"""


def run(quick: bool) -> dict:
    """The line of figures."""
    common.setup()
    from diwan.telework.continuity import api as continuity
    from diwan.telework.continuity import telling
    from diwan.telework.continuity.models import Assignment, Crisis
    from diwan.telework.continuity.operations import switching

    people = PEOPLE_QUICK if quick else PEOPLE
    root, country = fill(people, UNITS_QUICK if quick else UNITS, AGREED_QUICK if quick else AGREED)
    system, now = system_actor(), datetime.now(UTC)
    today = now.date()
    asked = continuity.Asked(
        unit_id=root.pk,
        rule="reduced_presence",
        starts_on=today,
        ends_on=today + timedelta(days=60),
        reason="وضعية وبائية",
    )
    crisis = continuity.ask(actor=system, asked=asked, now=now)
    analyse()
    before = away(root, today)
    tables = remember()
    begun = time.perf_counter()
    planned = switching.plan(crisis_id=crisis.pk, now=now)
    plan_seconds = time.perf_counter() - begun
    by_orm = row_by_row(crisis.pk)
    by_copy = plain_insert(crisis.pk)
    Crisis.objects.filter(pk=crisis.pk).update(state="signing", act=act_of(crisis))
    assert switching.signed(crisis_id=crisis.pk, act_id=Crisis.objects.get(pk=crisis.pk).act_id or 0, now=now)
    begun = time.perf_counter()
    while telling.tell_start(crisis_id=crisis.pk, now=now):
        pass
    notice_seconds = time.perf_counter() - begun
    switching.all_told(crisis_id=crisis.pk, now=now)
    over = over_the_limit(crisis.pk, country)
    wrong = people - told_once("continuity.started")
    Crisis.objects.filter(pk=crisis.pk).update(return_act=Crisis.objects.get(pk=crisis.pk).act_id)
    begun = time.perf_counter()
    row = Crisis.objects.get(pk=crisis.pk)
    switching.end(crisis_id=row.pk, on=today, act_id=row.return_act_id, now=now)
    while telling.tell_end(crisis_id=crisis.pk, now=now):
        pass
    switching.all_told(crisis_id=row.pk, now=now)
    reversal_seconds = time.perf_counter() - begun
    wrong = abs(wrong) + abs(people - told_once("continuity.ended"))
    compared, otherwise = compare(tables)
    differences = len(Crisis.objects.get(pk=crisis.pk).differences) + different(before, away(root, today)) + otherwise
    return {
        "unit": "people planned/s",
        "ours": round(planned / plan_seconds),
        "peer": round(by_orm),
        "peer_name": f"the same rows one by one through the ORM, a sample of {SAMPLE}",
        "limit": round(by_copy),
        "limit_name": "a plain INSERT … SELECT of the same rows",
        "ratio_peer": round(planned / plan_seconds / by_orm, 1),
        "ratio_limit": round(planned / plan_seconds / by_copy, 3),
        "people": planned,
        "rows": Assignment.objects.filter(crisis=crisis.pk).count(),
        "plan_seconds": round(plan_seconds, 2),
        "notices_seconds": round(notice_seconds, 1),
        "notices_per_second": round(planned / notice_seconds),
        "reversal_seconds": round(reversal_seconds, 2),
        "tables": len(tables),
        "compared": compared,
        "differences": differences,
        "violations": over + wrong + differences + (planned != people),
        "memory_mb": common.memory_mb(),
    }


def system_actor() -> Any:
    from diwan.core.organisations import api as organisations

    return organisations.SYSTEM


def fill(people: int, units: int, agreed: int) -> tuple[Any, str]:
    """A ministry of so many people in so many units, some of whom telework two days a week."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from diwan.core.organisations import api as organisations

    now, names = datetime.now(UTC), organisations.Names("وزارة", "Ministère", "Ministry")
    ministry = organisations.open_administration(
        actor=organisations.SYSTEM, code="MEN", country="MA", names=names, on=now.date(), now=now
    )
    root = organisations.root_unit(ministry)
    organisations.open_registry_office(
        actor=organisations.SYSTEM, unit_id=root.pk, code="MEN", names=names, on=now.date(), now=now
    )
    model: Any = get_user_model()
    pattern = model.objects.create_user("agent0@bench.example", None, name_ar="موظف", name_latin="Agent")
    own = {"id", "email", "name_ar", "name_latin", "search_text"}
    same = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if field.column not in own)
    with connection.cursor() as cursor:
        cursor.execute(STAFF.format(same=same), [people - 1, pattern.pk])
        cursor.execute(PLACES, [units, root.pk])
        cursor.execute(POSTS, [root.pk])
        analyse()
        cursor.execute(SEATS, [])
    agree(root, agreed)
    return root, "MA"


def agree(root: Any, count: int) -> None:
    """Agreements of two days a week, in force, over the first people."""
    from django.apps import apps
    from django.db import connection

    from diwan.telework.agreements import api as agreements
    from diwan.telework.rules import api as rules

    day = datetime.now(UTC).date()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.person_id, h.post_id, p.unit_id FROM organisations_holding h"
            " JOIN organisations_post p ON p.id = h.post_id ORDER BY h.person_id LIMIT %s",
            [count],
        )
        seats = cursor.fetchall()
    plan = rules.Pattern(kind="partial", share="days", weekdays=(2, 4)).to_json()
    term = apps.get_model("agreements", "Term")
    made = agreements.Agreement.objects.bulk_create(
        [
            agreements.Agreement(
                administration_id=root.administration_id,
                person_id=person,
                post_id=post,
                unit_id=unit,
                pattern=plan,
                kind="partial",
                starts_on=day - timedelta(days=90),
                ends_on=day + timedelta(days=200),
                force_from=day - timedelta(days=90),
                state=agreements.State.IN_FORCE,
            )
            for person, post, unit in seats
        ],
        batch_size=2000,
    )
    term.objects.bulk_create([term(agreement=row, first=row.starts_on, pattern=plan) for row in made], batch_size=2000)


def analyse() -> None:
    """What the server's own housekeeping does within a minute of such a load."""
    common.as_owner("ANALYZE")


def remember() -> list[str]:
    """The tables a crisis may not change, each row of them hashed aside by the database; their names."""
    from django.apps import apps

    own = {"continuity", "acts"}
    labels = [one.label for one in apps.get_app_configs() if one.name.startswith("diwan.telework.")]
    tables = [
        model._meta.db_table
        for label in [*labels, "organisations", "accounts"]
        if label not in own
        for model in apps.get_app_config(label).get_models()
    ]
    for table in tables:
        common.as_owner(
            f'CREATE TABLE "bench_{table}" AS SELECT id, md5(t::text) AS hash FROM "{table}" AS t',
            f'GRANT ALL ON "bench_{table}" TO diwan_app',
        )
    return tables


def compare(tables: list[str]) -> tuple[int, int]:
    """Rows compared, and how many are otherwise, gone or new."""
    from django.db import connection

    compared = otherwise = 0
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT count(*), count(*) FILTER (WHERE was.hash IS DISTINCT FROM is_now.hash)"
                f' FROM "bench_{table}" AS was'
                f' FULL JOIN (SELECT id, md5(t::text) AS hash FROM "{table}" AS t) AS is_now ON is_now.id = was.id'
            )
            rows, changed = cursor.fetchone()
            compared, otherwise = compared + rows, otherwise + changed
    return compared, otherwise


def away(root: Any, day: Any) -> dict[int, set]:
    """The days away of the next two weeks of all who telework, as everybody asks them."""
    from diwan.telework.agreements import api as agreements

    ids = [one.person_id for one in agreements.in_force_within(root.path, day)]
    found: dict[int, set] = {}
    for place in range(0, len(ids), SAMPLE):
        found |= agreements.remote_days_among(ids[place : place + SAMPLE], day, day + timedelta(days=14))
    return found


def different(before: dict[int, set], after: dict[int, set]) -> int:
    return sum(before.get(person) != after.get(person) for person in before.keys() | after.keys())


def row_by_row(crisis_id: int) -> float:
    """Rows a second, one by one, in one transaction: taken back."""
    from django.db import transaction

    from diwan.telework.continuity.models import Assignment

    rows = list(Assignment.objects.filter(crisis=crisis_id).order_by("pk")[:SAMPLE])
    with transaction.atomic():
        Assignment.objects.filter(pk__in=[row.pk for row in rows]).delete()
        begun = time.perf_counter()
        for row in rows:
            row.pk = None
            row.save(force_insert=True)
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return len(rows) / seconds


def plain_insert(crisis_id: int) -> float:
    """Rows a second of the same rows, written by nothing but INSERT … SELECT."""
    from django.db import connection

    common.as_owner(
        "CREATE TABLE bench_assignment (LIKE continuity_assignment INCLUDING INDEXES INCLUDING CONSTRAINTS)",
        "GRANT ALL ON bench_assignment TO diwan_app",
    )
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(
            "INSERT INTO bench_assignment SELECT * FROM continuity_assignment WHERE crisis_id = %s", [crisis_id]
        )
        return cursor.rowcount / (time.perf_counter() - begun)


def act_of(crisis: Any) -> Any:
    """A row in the place of the signed act: what is measured comes after the signature."""
    from diwan.telework.acts import api as acts

    post = type(crisis)._meta.apps.get_model("organisations", "Post").objects.first()
    return acts.Act.objects.create(
        administration_id=crisis.administration_id,
        unit_id=crisis.unit_id,
        kind="telework.crisis",
        subject=f"continuity.crisis:{crisis.pk}",
        title="قرار",
        post=post,
        prepared_at=datetime.now(UTC),
        code="BENCH",
    )


def over_the_limit(crisis_id: int, country: str) -> int:
    """People on site beyond what the rule allows, over all the working days of the crisis."""
    from diwan.telework.continuity import days
    from diwan.telework.continuity.models import Assignment, Crisis

    crisis = Crisis.objects.get(pk=crisis_id)
    rows = list(Assignment.objects.filter(crisis=crisis_id).values_list("slot", "size", "seats"))
    groups = Counter(rows)
    limit, over = len(rows) * crisis.percent // 100, 0
    for turn in days.turns(crisis, country, crisis.starts_on, crisis.ends_on).values():
        there = sum(many for (slot, size, seats), many in groups.items() if days.on_site(slot, size, seats, turn))
        over += max(there - limit, 0)
    return over


def told_once(kind: str) -> int:
    """How many people have exactly one notice of this kind."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT person_id FROM notifications_notification WHERE kind = %s"
            " GROUP BY person_id HAVING count(*) = 1) AS once",
            [kind],
        )
        return cursor.fetchone()[0]
