"""Approvals per second by 32 managers at once on a directorate of 3,000 people, and whether any broke a quota.

Each approval is the real `refit` of a random person of a random service for two to five days of the week over four
weeks, under the rules of Morocco (a minimum on site in each unit, from the service up to the ministry). Days they had
before are given back at once, so that places open and close all the time and many approvals meet a full day.

- ours: counts locked in one order, compared, and changed in one short transaction;
- peer: a serial checker: one lock for everybody, then those away are counted again from their rows;
- limit: one indexed read of the same counts, which decides nothing.

An oracle that shares no code with the app counts everything from scratch: from the admissions, from the seats, and
from the figure in the rules' own file. What it finds below the minimum, and each count that differs, is a violation.
"""

from __future__ import annotations

import multiprocessing
import random
import time
import tomllib
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from . import common

PEOPLE, SERVICES, WEEKS = 3000, 30, 4
NOW = datetime(2027, 1, 25, 9, 0, tzinfo=UTC)
FIRST = date(2027, 2, 1)  # a Monday; no holiday in these four weeks
DAYS = [FIRST + timedelta(days=n) for n in range(7 * WEEKS) if (FIRST + timedelta(days=n)).isoweekday() < 6]
RULES = Path(__file__).parent.parent / "diwan/telework/rules/profiles/MA.toml"

TABLES = """
CREATE TABLE bench_away (agreement text NOT NULL, person_id int NOT NULL, path text NOT NULL, day date NOT NULL);
CREATE INDEX ON bench_away (day, path text_pattern_ops);
CREATE INDEX ON bench_away (agreement);
GRANT ALL ON ALL TABLES IN SCHEMA public TO diwan_app;
"""
COUNTED = "SELECT day, count(*) FROM bench_away WHERE day = ANY (%s) AND path LIKE %s GROUP BY day"
READ = "SELECT scope_id, day, population, remote FROM quotas_count WHERE scope_id = ANY (%s) AND day = ANY (%s)"

_world: dict[str, Any] = {}


def world() -> dict[str, Any]:
    """Who sits where, read once by each client."""
    from django.db import connection

    if not _world:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT h.person_id, u.id, u.path FROM organisations_holding h"
                " JOIN organisations_post p ON p.id = h.post_id"
                " JOIN organisations_unit u ON u.id = p.unit_id ORDER BY h.person_id"
            )
            _world["people"] = cursor.fetchall()
            sizes: dict[str, int] = defaultdict(int)
            for _person, _unit, path in _world["people"]:
                for prefix in prefixes(path):
                    sizes[prefix] += 1
            _world["sizes"] = sizes
            cursor.execute("SELECT id, unit_id FROM quotas_scope")
            _world["scopes"] = {unit: scope for scope, unit in cursor.fetchall()}
    return _world


def prefixes(path: str) -> list[str]:
    keys = path.strip("/").split("/")
    return ["/" + "/".join(keys[: n + 1]) + "/" for n in range(len(keys))]


def wish(client: int, n: int) -> tuple[Any, list[date]]:
    """A person of this manager and the days they ask for: the same for every contender."""
    chance = random.Random(client * 1_000_003 + n)
    mine = world()["people"][client :: common.CLIENTS]
    weekdays = chance.sample(range(1, 6), chance.randint(2, 5))
    return chance.choice(mine), [day for day in DAYS if day.isoweekday() in weekdays]


def ours(client: int, n: int) -> bool:
    """Call back, then approve: whether they were let away."""
    from diwan.kit.transactions import acknowledged
    from diwan.telework.quotas import api as quotas

    (person, unit, _path), days = wish(client, n)
    try:
        with acknowledged():
            name = f"bench:{person}"
            quotas.refit(person_id=person, unit_id=unit, agreement=name, from_day=FIRST, days=days, now=NOW)
    except quotas.QuotaBroken:
        return False
    return True


def peer(client: int, n: int) -> bool:
    from django.db import connection

    from diwan.kit.transactions import acknowledged

    (person, _unit, path), days = wish(client, n)
    with acknowledged(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(42)")
        cursor.execute("DELETE FROM bench_away WHERE agreement = %s", [f"bench:{person}"])
        for prefix in prefixes(path):
            people = world()["sizes"][prefix]
            cursor.execute(COUNTED, [days, prefix + "%"])
            if any((people - away - 1) * 100 < people * least_percent() for _day, away in cursor.fetchall()):
                return False
        cursor.execute(
            "INSERT INTO bench_away SELECT %s, %s, %s, unnest(%s::date[])", [f"bench:{person}", person, path, days]
        )
    return True


def limit(client: int, n: int) -> bool:
    from django.db import connection

    (_person, _unit, path), days = wish(client, n)
    scopes = [world()["scopes"].get(int(key), 0) for key in path.strip("/").split("/")]
    with connection.cursor() as cursor:
        cursor.execute(READ, [scopes, days])
        return bool(cursor.fetchall())


def least_percent() -> int:
    """The minimum, from the file itself."""
    if "percent" not in _world:
        rows = tomllib.loads(RULES.read_text(encoding="utf-8"))["quotas"]
        _world["percent"] = next(row["percent"] for row in rows if row["direction"] == "min" and row["scope"] == "unit")
    return _world["percent"]


def run(quick: bool) -> dict:
    """The line of figures; `violations` counts days below the minimum and counts that differ from the oracle's."""
    common.setup()
    common.as_owner(TABLES)
    found()
    approvals = 640 if quick else 100_000
    stormed = storm(approvals)
    violations = oracle()
    here = "benchmarks.quota:"
    contest = common.Contest([here + "ours", here + "peer", here + "limit"], 2 if quick else 6, 2 if quick else 5).run()
    violations += oracle()
    return {
        "unit": "approvals/s",
        "ours": round(contest.median(here + "ours")),
        "peer": round(contest.median(here + "peer")),
        "peer_name": "one lock for everybody, then a recount of the rows",
        "limit": round(contest.median(here + "limit")),
        "limit_name": "one indexed read of the counts",
        "ratio_peer": contest.ratio(here + "ours", here + "peer"),
        "ratio_limit": contest.ratio(here + "ours", here + "limit"),
        **stormed,
        "clients": common.CLIENTS,
        "people": PEOPLE,
        "violations": violations,
        "memory_mb": common.memory_mb(),
    }


def storm(approvals: int) -> dict[str, Any]:
    """So many approvals by 32 managers, each with a process and a connection of its own."""
    from diwan.server.bench import disconnect

    disconnect()
    context = multiprocessing.get_context("fork")
    results: Any = context.Queue()
    share = approvals // common.CLIENTS
    managers = [context.Process(target=manager, args=(n, share, results)) for n in range(common.CLIENTS)]
    start = time.perf_counter()
    for one in managers:
        one.start()
    try:
        answers = [results.get(timeout=60 + approvals / 10) for _ in managers]
        took = time.perf_counter() - start
    finally:
        for one in managers:
            one.join(5)
            one.kill()
    times = sorted(one for several, _granted in answers for one in several)
    return {
        "approvals": len(times),
        "granted": sum(granted for _several, granted in answers),
        "per_second": round(len(times) / took),
        "p50_ms": round(1000 * times[len(times) // 2], 1),
        "p95_ms": round(1000 * times[len(times) * 95 // 100], 1),
    }


def manager(client: int, approvals: int, results: Any) -> None:
    from diwan.server.bench import disconnect

    times, granted = [], 0
    for n in range(approvals):
        before = time.perf_counter()
        granted += ours(client, 10_000_000 + n)
        times.append(time.perf_counter() - before)
    results.put((times, granted))
    disconnect()


def found() -> None:
    """A ministry with one directorate of 3,000 people in thirty services."""
    from diwan.core.accounts.models import User
    from diwan.core.organisations.api import SYSTEM, Names, open_administration
    from diwan.core.organisations.models import Holding, Post, Unit
    from diwan.core.organisations.operations.units import create_unit

    ministry = open_administration(
        actor=SYSTEM, code="BENCH", country="MA", names=Names("وزارة"), on=date(2020, 1, 1), now=NOW
    )
    root = Unit.objects.get(administration=ministry)

    def unit(parent: Any, kind: str, name: str) -> Any:
        return create_unit(
            actor=SYSTEM, parent_id=parent.pk, kind=kind, names=Names(name), on=date(2020, 1, 1), now=NOW
        )

    directorate = unit(root, "directorate", "مديرية")
    services = [unit(directorate, "service", f"مصلحة {n}") for n in range(SERVICES)]
    posts = Post.objects.bulk_create(Post(unit=service, name_ar="متصرف", shared=True) for service in services)
    people = User.objects.bulk_create(User(email=f"p{n}@bench.example", name_ar=f"موظف {n}") for n in range(PEOPLE))
    Holding.objects.bulk_create(
        Holding(post=posts[n % SERVICES], person=one, exclusive=False, starts_at=NOW - timedelta(days=400))
        for n, one in enumerate(people)
    )


def oracle() -> int:
    """Count everything from the rows: nothing here knows how the app does it."""
    from django.db import connection

    _world.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, unit_id, unnest(days) FROM quotas_admission")
        away = set(cursor.fetchall())
        cursor.execute(
            "SELECT s.unit_id, c.day, c.population, c.remote"
            " FROM quotas_count c JOIN quotas_scope s ON s.id = c.scope_id"
        )
        counts = {(unit, day): (people, remote) for unit, day, people, remote in cursor.fetchall()}
    paths = {unit: path for _person, unit, path in world()["people"]}
    gone: dict[tuple[int, date], set[int]] = defaultdict(set)
    for person, unit, day in away:
        for key in paths[unit].strip("/").split("/"):
            gone[int(key), day].add(person)
    sizes = {int(prefix.strip("/").split("/")[-1]): size for prefix, size in world()["sizes"].items()}
    wrong = 0
    for unit, size in sizes.items():
        for day in DAYS:
            out = len(gone[unit, day])
            wrong += (size - out) * 100 < size * least_percent()
            wrong += counts.get((unit, day), (size, 0)) != (size, out)
    return wrong
