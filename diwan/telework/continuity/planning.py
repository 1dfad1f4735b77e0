"""The plan of a crisis in one statement: everybody who sits in the scope, in turn within their unit.

Seats: the share of each unit by the rule; where the rule counts all the scope together, what the floors leave over goes
to the units with the largest remainders, so that small services open too and the whole never goes over. A vital service
has its minimum whatever the share; the exempted have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Crisis

SEATED = """
    SELECT DISTINCT ON (h.person_id) h.person_id, p.unit_id
    FROM organisations_holding h
    JOIN organisations_post p ON p.id = h.post_id
    JOIN organisations_unit u ON u.id = p.unit_id
    WHERE u.path LIKE %(path)s || '%%' AND h.starts_at <= %(now)s AND (h.ends_at IS NULL OR h.ends_at > %(now)s)
    ORDER BY h.person_id, p.is_head DESC, p.id
"""
PLAN = """
INSERT INTO continuity_assignment (crisis_id, person_id, unit_id, kind, slot, size, seats, first)
WITH seated AS MATERIALIZED ({seated}),
listed AS MATERIALIZED (
    SELECT s.person_id, s.unit_id, e.person_id IS NOT NULL AS exempt
    FROM seated s LEFT JOIN continuity_exemption e
        ON e.person_id = s.person_id AND e.administration_id = %(administration)s AND e.ended_at IS NULL
        AND (e.until IS NULL OR e.until >= %(first)s)
),
units AS (
    SELECT unit_id, count(*) AS people, count(*) FILTER (WHERE NOT exempt) AS able FROM listed GROUP BY unit_id
),
shares AS (
    SELECT unit_id, able, people * %(percent)s / 100 AS whole, people * %(percent)s %% 100 AS part,
        sum(people) OVER () * %(percent)s / 100 - sum(people * %(percent)s / 100) OVER () AS over,
        row_number() OVER (ORDER BY people * %(percent)s %% 100 DESC, unit_id) AS rank
    FROM units
),
minima AS (
    SELECT v.unit_id, sum(v.minimum) AS minimum FROM continuity_vitalservice v
    JOIN continuity_plan c ON c.id = v.plan_id
    WHERE c.administration_id = %(administration)s AND c.state = 'approved' GROUP BY v.unit_id
),
seats AS (
    SELECT s.unit_id, m.minimum, LEAST(s.able, GREATEST(COALESCE(m.minimum, 0), s.whole + CASE
        WHEN %(least)s THEN (s.part > 0)::int
        WHEN %(together)s THEN (s.part > 0 AND s.rank <= floor(s.over))::int
        ELSE 0 END)) AS seats
    FROM shares s LEFT JOIN minima m ON m.unit_id = s.unit_id
)
SELECT %(crisis)s, l.person_id, l.unit_id,
    CASE WHEN l.exempt THEN 'exempt' WHEN seats.minimum > 0 THEN 'vital' ELSE 'rotation' END,
    row_number() OVER (PARTITION BY l.unit_id, l.exempt ORDER BY l.person_id) - 1,
    count(*) OVER (PARTITION BY l.unit_id, l.exempt),
    CASE WHEN l.exempt THEN 0 ELSE seats.seats END,
    %(first)s
FROM listed l JOIN seats ON seats.unit_id = l.unit_id
ON CONFLICT (crisis_id, person_id) DO NOTHING
"""
JOIN = """
INSERT INTO continuity_assignment (crisis_id, person_id, unit_id, kind, slot, size, seats, first)
SELECT %(crisis)s, s.person_id, s.unit_id, 'joined', 0, 1, CASE WHEN %(least)s THEN 1 ELSE 0 END, %(first)s
FROM ({seated}) AS s
WHERE NOT EXISTS (
    SELECT FROM continuity_assignment a WHERE a.crisis_id = %(crisis)s AND a.person_id = s.person_id
)
ON CONFLICT (crisis_id, person_id) DO NOTHING
"""
LEAVE = """
UPDATE continuity_assignment a SET last = %(last)s
WHERE a.crisis_id = %(crisis)s AND a.last IS NULL
    AND NOT EXISTS (SELECT FROM ({seated}) AS s WHERE s.person_id = a.person_id)
"""
MOVE = """
UPDATE continuity_assignment a SET unit_id = s.unit_id FROM ({seated}) AS s
WHERE a.crisis_id = %(crisis)s AND a.person_id = s.person_id AND a.unit_id <> s.unit_id
"""
BACK = """
UPDATE continuity_assignment a SET last = NULL FROM ({seated}) AS s
WHERE a.crisis_id = %(crisis)s AND a.person_id = s.person_id AND a.last IS NOT NULL
"""


def said(crisis: Crisis, now: datetime, **more: Any) -> dict[str, Any]:
    return {
        "crisis": crisis.pk,
        "administration": crisis.administration_id,
        "path": crisis.path,
        "percent": crisis.percent,
        "least": crisis.direction == "min",
        "together": crisis.together,
        "first": crisis.starts_on,
        "now": now,
    } | more


def run(statement: str, params: dict[str, Any]) -> int:
    """How many rows it wrote, in the caller's transaction.

    Rows written a moment ago are unknown to the planner, which takes them for a handful and compares each person with
    each: over a ministry of 276,849 that is hours. Without nested loops it hashes both sides, in seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(statement.replace("{seated}", SEATED), params)
        count = cursor.rowcount
        cursor.execute("SET LOCAL enable_nestloop = on")
        return count


def write(crisis: Crisis, now: datetime) -> int:
    """The rows of the plan; how many. Written again, it writes none twice."""
    return run(PLAN, said(crisis, now))
