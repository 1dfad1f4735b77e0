"""The start of day: 276,849 teleworkers loaded, taps per second through the operation, then over HTTP by 1,000 at once.

- ours: `presence.confirm`, with the agreement, the rules and the calendar it asks, by as many clients;
- peer: a plain INSERT of the same row into the same table without questions, each committed;
- limit: the same INSERTs sent in a pipeline of fifty and committed together.

A storm is 154 taps a second (276,849 people within half an hour). Over HTTP it is sent twice: at its own pace, to see
how long a person waits, and as fast as 1,000 signed-in people are answered, to see the head-room. One tap in ten is
sent twice with its key. `violations` counts taps lost, doubled, and answers that were errors. Clients and server share
the cores.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from . import common

PEOPLE, PEOPLE_QUICK = 276_849, 20_000
STORM = 154  # taps a second
CONCURRENT = 1000
BATCH = 50  # rows of a pipeline
CSRF = "a" * 32

COPY_PEOPLE = """
INSERT INTO accounts_user (email, {same}) SELECT 'p' || n || '@bench.example', {same}
FROM accounts_user, generate_series(1, %s) AS n WHERE id = %s RETURNING id
"""
COPY_SEATS = """
INSERT INTO organisations_holding (person_id, {same})
SELECT u.id, {same_of} FROM organisations_holding h, accounts_user u
WHERE h.id = %s AND u.email LIKE 'p%%@bench.example'
"""
AGREEMENTS = """
INSERT INTO agreements_agreement (administration_id, person_id, post_id, unit_id, pattern, kind, starts_on, ends_on,
    state, imposed, ground, reasons, version, decision_reason, force_from, stop_ground, stop_at_once, renewals)
SELECT %s, u.id, %s, %s, '{"weekdays": [1, 2, 3, 4, 5]}', 'partial', %s, %s, 'in_force', false, '', '', 1, '', %s, '',
    false, 0
FROM accounts_user u WHERE u.email LIKE 'p%%@bench.example'
"""
ANSWERED = "SELECT person_id, count(*) FROM presence_confirmation WHERE day = %s AND kind = 'start' GROUP BY 1"
TWICE = "SELECT count(*) FROM (SELECT FROM presence_confirmation GROUP BY person_id, day, kind HAVING count(*) > 1) t"
TABLE = "CREATE TABLE bench_tap (LIKE presence_confirmation INCLUDING ALL); GRANT ALL ON bench_tap TO PUBLIC"
INSERT = """
INSERT INTO bench_tap (person_id, agreement_id, unit_id, administration_id, day, kind, said_at, received_at, planned_at,
    grace, key, completed, reason) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 15, %s, false, '')
"""


class Place:
    """What was loaded, for every client (forked)."""

    people: list[int] = []
    agreements: dict[int, int] = {}
    unit = administration = 0
    day = date.min
    plain: Any = None


def run(quick: bool) -> dict:
    """The line of figures."""
    common.setup()
    people = PEOPLE_QUICK if quick else PEOPLE
    load(people)
    clients = 8 if quick else common.CLIENTS
    contest = common.Contest(
        ["benchmarks.presence:ours", "benchmarks.presence:plain", "benchmarks.presence:pipelined"],
        seconds=2 if quick else 6,
        rounds=2 if quick else 3,
        clients=clients,
    ).run()
    ours, plain = contest.median("benchmarks.presence:ours"), contest.median("benchmarks.presence:plain")
    limit = contest.median("benchmarks.presence:pipelined") * BATCH
    doubled = doubles()
    web = over_http(quick)
    return {
        "unit": "confirmations/s",
        "ours": round(ours),
        "peer": round(plain),
        "peer_name": "a plain INSERT of the same row, committed, no question asked",
        "limit": round(limit),
        "limit_name": f"INSERTs in a pipeline of {BATCH}, committed together",
        "ratio_peer": contest.ratio("benchmarks.presence:ours", "benchmarks.presence:plain"),
        "ratio_limit": round(ours / limit, 4),
        "memory_mb": common.memory_mb(),
        "violations": doubled + web["lost"] + web["doubled"] + web["errors"],
        "people": people,
        "p99_ms": round(contest.median("benchmarks.presence:ours", "p99_ms"), 1),
        "storm_per_s": STORM,
        "headroom_operation": round(ours / STORM, 1),
        "headroom_http": round(web["http_per_s"] / STORM, 2),
        "concurrent_users": CONCURRENT,
        "cores": os.cpu_count(),
        **web,
    }


# --- what is loaded --------------------------------------------------------------------------------------------------


def load(people: int) -> None:
    """One person made by the operations, and as many like them by the database itself, each with an agreement."""
    from django.db import connection

    from diwan.core.accounts.models import User
    from diwan.core.calendars import api as calendars
    from diwan.core.organisations import api as organisations
    from diwan.core.organisations.models import Holding

    now, system = datetime.now(UTC), organisations.SYSTEM
    since = now - timedelta(days=120)
    names = organisations.Names("وزارة", "Ministère", "Ministry")
    house = organisations.open_administration(
        actor=system, code="BNC", country="MA", names=names, on=since.date(), now=since
    )
    root = organisations.root_unit(house)
    post = organisations.create_post(
        actor=system, unit_id=root.pk, names=organisations.Names("متصرف", "Administrateur"), shared=True, now=since
    )
    first = User.objects.create_user(
        "first@bench.example", None, name_ar="موظف", name_latin="Agent", administration=house
    )
    seat = organisations.name_holder(actor=system, post_id=post.pk, person_id=first.pk, starts_at=since, now=since)
    own = ", ".join(f.column for f in User._meta.local_fields if f.column not in {"id", "email"})
    seats = [f.column for f in Holding._meta.local_fields if f.column not in {"id", "person_id"}]
    with connection.cursor() as cursor:
        cursor.execute(COPY_PEOPLE.format(same=own), [people, first.pk])
        Place.people = [pk for (pk,) in cursor.fetchall()]
        same, same_of = ", ".join(seats), ", ".join(f"h.{name}" for name in seats)
        cursor.execute(COPY_SEATS.format(same=same, same_of=same_of), [seat.pk])
        start, end = since.date(), now.date() + timedelta(days=200)
        cursor.execute(AGREEMENTS, [house.pk, post.pk, root.pk, start, end, start])
        cursor.execute("SELECT person_id, id FROM agreements_agreement")
        Place.agreements = dict(cursor.fetchall())
    common.as_owner(*TABLE.split(";"), "ANALYZE")
    Place.unit, Place.administration = root.pk, house.pk
    book, day = calendars.calendar("MA"), now.date() - timedelta(days=1)
    while not book.is_working_day(day):
        day -= timedelta(days=1)
    Place.day = day


def moment(kind: str, days_ago: int = 0) -> datetime:
    """A moment of the loaded day, on a working day before it for each wave."""
    from diwan.core.calendars import api as calendars

    book, day = calendars.calendar("MA"), Place.day
    while days_ago:
        day -= timedelta(days=1)
        days_ago -= book.is_working_day(day)
    return datetime(day.year, day.month, day.day, 9 if kind == "start" else 16, 0, tzinfo=UTC)


# --- contenders ------------------------------------------------------------------------------------------------------


def ours(client: int, n: int) -> None:
    """The n-th tap of a client: a person nobody else taps for; their next working day back when all have tapped."""
    from diwan.core.organisations.api import Actor
    from diwan.telework.presence import api as presence

    place = n * common.CLIENTS + client
    person = Place.people[place % len(Place.people)]
    at = moment("start", 1 + place // len(Place.people))
    presence.confirm(actor=Actor(person_id=person, name=""), kind="start", said_at=at, key=uuid.uuid4(), now=at)


def row(client: int, n: int) -> list[Any]:
    person = Place.people[(n * common.CLIENTS + client) % len(Place.people)]
    at = datetime.now(UTC)
    day = date(2000, 1, 1) + timedelta(days=n)
    return [person, Place.agreements[person], Place.unit, Place.administration, day, "start", at, at, at, uuid.uuid4()]


def wire() -> Any:
    """A connection of this client's own, as the application's role."""
    import psycopg

    if Place.plain is None:
        Place.plain = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return Place.plain


def plain(client: int, n: int) -> None:
    wire().execute(INSERT, row(client, n))


def pipelined(client: int, n: int) -> None:
    with wire().transaction(), wire().pipeline():
        for k in range(BATCH):
            wire().execute(INSERT, row(client, 1_000_000 + n * BATCH + k))


def doubles() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(TWICE)
        return cursor.fetchone()[0]


# --- over HTTP -------------------------------------------------------------------------------------------------------


def over_http(quick: bool) -> dict:
    """Taps of signed-in people by gunicorn on the same database: at the pace of a storm, then as fast as answered."""
    from tools.instance import free_port

    seconds = 4 if quick else 20
    calm, rush = STORM * seconds, 1500 if quick else 8000
    users = Place.people[: calm + rush]
    tickets = sign_in(users)
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "DIWAN_WEB_PROCESSES": "2", "DIWAN_LOG_LEVEL": "WARNING"}
    environment.pop("DIWAN_BIND", None)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        crowd = Crowd(port)
        asyncio.run(crowd.whole(tickets[:calm], tickets[calm:]))
    finally:
        server.terminate()
        server.wait(30)
    lost, doubled = audit(users, crowd.kept)
    return {
        "http_per_s": round(crowd.rate, 1),
        "http_p50_ms_in_storm": percentile(crowd.paced, 50),
        "http_p95_ms_in_storm": percentile(crowd.paced, 95),
        "http_p95_ms_at_1000": percentile(crowd.rushed, 95),
        "http_taps": len(crowd.kept),
        "http_sent_twice": crowd.twice,
        "errors": crowd.errors,
        "first_error": crowd.first_error,
        "lost": lost,
        "doubled": doubled,
    }


def sign_in(users: list[int]) -> list[tuple[int, str]]:
    """A session for each of them, as signing in would write it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    from diwan.core.accounts.models import User

    store, expires, made, rows = SessionStore(), datetime.now(UTC) + timedelta(days=1), [], []
    for user in User.objects.filter(pk__in=users).iterator():
        said = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        key = uuid.uuid4().hex
        rows.append(Session(session_key=key, session_data=store.encode(said), expire_date=expires))
        made.append((user.pk, key))
    Session.objects.bulk_create(rows, batch_size=2000)
    return made


class Crowd:
    """Signed-in people with a telephone each, over connections that stay open."""

    def __init__(self, port: int) -> None:
        from django.conf import settings

        self.port, self.cookie, self.csrf = port, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
        self.paced: list[float] = []
        self.rushed: list[float] = []
        self.kept: list[int] = []
        self.errors = self.twice = 0
        self.first_error = ""
        self.rate = 0.0
        self.said = moment("start").isoformat().replace("+00:00", "Z")
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def whole(self, calm: list[tuple[int, str]], rush: list[tuple[int, str]]) -> None:
        await self.up()
        await self.tap(rush[0], [])  # the first answer loads what is loaded once
        began = time.perf_counter()
        tasks = []
        for n, ticket in enumerate(calm):
            await asyncio.sleep(max(0.0, began + n / STORM - time.perf_counter()))
            tasks.append(asyncio.create_task(self.tap(ticket, self.paced)))
        await asyncio.gather(*tasks)
        gate, before = asyncio.Semaphore(CONCURRENT), len(self.kept)
        began = time.perf_counter()

        async def one(ticket: tuple[int, str]) -> None:
            async with gate:
                await self.tap(ticket, self.rushed)

        await asyncio.gather(*(one(ticket) for ticket in rush[1:]))
        self.rate = (len(self.kept) - before) / (time.perf_counter() - began)

    async def up(self) -> None:
        for _try in range(300):
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            except OSError:
                await asyncio.sleep(0.1)

    async def tap(self, ticket: tuple[int, str], times: list[float]) -> None:
        """One tap; one in ten is sent again with its key, as a telephone does that heard no answer."""
        person, session = ticket
        key, before = str(uuid.uuid4()), time.perf_counter()
        status, body = await self.ask(session, key)
        times.append(time.perf_counter() - before)
        if status != 200:
            self.errors += 1
            self.first_error = self.first_error or f"{status} {body[:200]!r}"
            return
        self.kept.append(person)
        if person % 10 == 0:
            self.twice += 1
            status, _body = await self.ask(session, key)
            self.errors += status != 200

    async def ask(self, session: str, key: str) -> tuple[int, bytes]:
        body = f"kind=start&said_at={self.said}".encode()
        head = (
            f"POST /telework/presence/confirm/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: {self.cookie}={session}; {self.csrf}={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
            f"Idempotency-Key: {key}\r\nAccept: application/json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        for nth in range(20):
            try:
                pair = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
                return await self.exchange(pair, head.encode() + body)
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.05 * nth)  # a connection that rested was closed, or the queue is full
        return 0, b"no connection"

    async def exchange(self, pair: Any, request: bytes) -> tuple[int, bytes]:
        reader, writer = pair
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        body = await reader.readexactly(int(fields.get("content-length", 0)))
        if fields.get("connection", "").lower() == "close":
            writer.close()
        else:
            self.idle.append(pair)
        return int(lines[0].split()[1]), body


def audit(users: list[int], promised: list[int]) -> tuple[int, int]:
    """Taps that were answered and are not there, and people with two."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, [Place.day])
        held = dict(cursor.fetchall())
    return sum(person not in held for person in promised), sum(count > 1 for count in held.values())


def percentile(times: list[float], share: int) -> int | None:
    ordered = sorted(times)
    return round(1000 * ordered[len(ordered) * share // 100]) if ordered else None
