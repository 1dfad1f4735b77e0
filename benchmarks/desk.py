"""The clerk's queue over 100,000 letters: pages of the list, deep pages, searches; half the letters are open.

- ours: pages read on by key, words found by the index;
- peer: the usual way of a Django list: OFFSET, `LIKE '%word%'` on each word;
- limit: the thirty rows of a page read by their numbers.

The goal is a p95 under 100 ms for the list, under 50 ms for a search; `violations` counts searches that miss something.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime

from . import common

LETTERS, LETTERS_QUICK = 100_000, 20_000
ROUNDS, ROUNDS_QUICK = 60, 20
WORDS = ["شهادة", "العلوي", "رخصة بناء", "الخزانة", "MEN 000777", "تعويضات الاقامه"]
TOPICS = ["طلب شهادة العمل", "طلب رخصة بناء", "شكاية بخصوص النقل", "ملف تعويضات الإقامة", "إشعار من الخزانة العامة"]
NAMES = ["فاطمة الزهراء العلوي", "محمد الإدريسي", "Salma Bennani", "يوسف المنصوري", "شركة الأطلس"]

ENTRIES = """
INSERT INTO registers_registerentry (number, registered_at, subject_id, position, vouched_at, {same})
SELECT 1 + n, registered_at - n * interval '5 minutes', 1000000 + n, 1000000 + n, 1000000 + n, {same}
FROM registers_registerentry, generate_series(1, %s) AS n WHERE subject_id = %s
"""
COPY = """
INSERT INTO deposits_deposit (id, entry_id, reference, registered_at, state, due_on, clock_started_on, opened_at,
    decided_at, closed_at, subject, applicant_name, search_text, fingerprint, {same})
SELECT e.subject_id, e.id, 'MEN-B-' || lpad(n::text, 6, '0'), e.registered_at,
    CASE WHEN n %% 2 = 0 THEN 'registered' ELSE 'answered' END,
    CASE WHEN n %% 3 > 0 THEN current_date + (n %% 60) - 20 END, date '2020-01-01',
    CASE WHEN n %% 4 > 0 THEN e.registered_at END,
    CASE WHEN n %% 2 > 0 THEN e.registered_at END, CASE WHEN n %% 2 > 0 THEN e.registered_at END,
    (%s::text[])[1 + n %% 5], (%s::text[])[1 + n / 7 %% 5],
    concat_ws(' ', 'men-b-' || lpad(n::text, 6, '0'), (%s::text[])[1 + n / 7 %% 5], (%s::text[])[1 + n %% 5],
        md5(n::text)),
    sha256(n::text::bytea), {same_of}
FROM deposits_deposit d, registers_registerentry e, LATERAL (SELECT (e.subject_id - 1000000)::int AS n) AS numbered
WHERE d.id = %s AND e.subject_id > 1000000
"""
OWN = {"id", "entry_id", "reference", "registered_at", "state", "due_on", "clock_started_on", "opened_at", "decided_at"}
OWN |= {"closed_at", "subject", "applicant_name", "search_text", "fingerprint"}


def run(quick: bool) -> dict:
    """The line of figures."""
    common.setup()
    letters = LETTERS_QUICK if quick else LETTERS
    rounds = ROUNDS_QUICK if quick else ROUNDS
    office_id = fill(letters)
    place, last = standing(office_id), deep(office_id)
    from diwan.correspondence.deposits.queries import desk
    from diwan.correspondence.deposits.queries.filters import Filter

    def page(**asked) -> None:
        after = asked.pop("after", "")
        desk.queue(place=place, asked=Filter(**asked), after=after)

    first = timed(rounds, lambda n: page(state="registered"))
    far = timed(rounds, lambda n: page(state="registered", after=last))
    every = timed(rounds, lambda n: page(state="", sort="new"))
    late = timed(rounds, lambda n: page(state="open", due="late"))
    found = timed(rounds, lambda n: page(state="", q=WORDS[n % len(WORDS)]))
    words = timed(rounds, lambda n: desk.read(searched(place, WORDS[n % len(WORDS)]), "new", "", ""))
    peer = timed(max(rounds // 4, 6), lambda n: usual(office_id, letters, WORDS[n % len(WORDS)] if n % 2 else ""))
    limit = timed(rounds, lambda n: by_numbers(n))
    ours = sorted([*first, *far, *every, *late, *found])
    return {
        "unit": "pages/s",
        "ours": round(1 / statistics.mean(ours), 1),
        "peer": round(1 / statistics.mean(peer), 1),
        "peer_name": "OFFSET and LIKE '%word%', counted, as a usual Django list",
        "limit": round(1 / statistics.mean(limit), 1),
        "limit_name": "thirty rows by their numbers",
        "ratio_peer": round(statistics.mean(peer) / statistics.mean(ours), 2),
        "ratio_limit": round(statistics.mean(limit) / statistics.mean(ours), 3),
        "letters": letters,
        "first_page_p95_ms": p95(first),
        "deep_page_p95_ms": p95(far),
        "all_states_p95_ms": p95(every),
        "late_p95_ms": p95(late),
        "search_p95_ms": p95(words),
        "search_page_with_counts_p95_ms": p95(found),
        "violations": missed(place, letters),
        "memory_mb": common.memory_mb(),
    }


def fill(letters: int) -> int:
    """One letter through the door, and as many like it as asked, by the database itself."""
    from django.db import connection

    from diwan.core.organisations import api as organisations
    from diwan.correspondence.deposits import api as deposits

    now, names = datetime.now(UTC), organisations.Names("وزارة", "Ministère", "Ministry")
    system = organisations.SYSTEM
    day = now.date()
    ministry = organisations.open_administration(actor=system, code="MEN", country="MA", names=names, on=day, now=now)
    office = organisations.open_registry_office(
        actor=system,
        unit_id=organisations.root_unit(ministry).pk,
        code="MEN",
        names=names,
        on=day,
        now=now,
        accepts_public=True,
    )
    one = deposits.deposit(
        actor=organisations.ANONYMOUS,
        office_id=office.pk,
        applicant=deposits.Applicant(name="نجاة الرميلي"),
        letter=deposits.Letter(subject="طلب"),
        now=now,
    ).deposit
    from diwan.correspondence.deposits.models import Deposit
    from diwan.kit.arabic import normalise

    lines = type(one.entry)._meta.local_fields
    given = {"id", "number", "registered_at", "subject_id", "position", "vouched_at"}
    entry = ", ".join(f.column for f in lines if f.column not in given)
    same = ", ".join(f.column for f in Deposit._meta.local_fields if f.column not in OWN)
    copy = COPY.format(same=same, same_of=", ".join(f"d.{column}" for column in same.split(", ")))
    topics, people = [normalise(text) for text in TOPICS], [normalise(text) for text in NAMES]
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES.format(same=entry), [letters, one.pk])
        cursor.execute(copy, [TOPICS, NAMES, people, topics, one.pk])
    common.as_owner("ANALYZE")
    import psycopg

    with psycopg.connect(common.owner_url(), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE deposits_deposit")
    return office.pk


def standing(office_id: int):
    from diwan.core.organisations.api import SYSTEM
    from diwan.correspondence.deposits.queries.filters import place_of

    return place_of(SYSTEM, datetime.now(UTC))


def deep(office_id: int) -> str:
    """A place in the order some thousand pages down."""
    from diwan.correspondence.deposits.models import DUE_FIRST, Deposit
    from diwan.kit.keyset import token

    rows = Deposit.objects.filter(office_id=office_id, state="registered").annotate(key=DUE_FIRST)
    return token(rows.order_by("key", "pk")[rows.count() * 9 // 10])


def searched(place, words: str):
    from diwan.correspondence.deposits.queries.filters import Filter, matching

    return matching(place, Filter(q=words))


def usual(office_id: int, letters: int, words: str) -> None:
    """A page in the middle, as `Paginator` reads it."""
    from django.core.paginator import Paginator

    from diwan.correspondence.deposits.models import Deposit
    from diwan.kit.arabic import normalise

    rows = Deposit.objects.filter(office_id=office_id).order_by("-registered_at", "pk")
    for word in normalise(words).split():
        rows = rows.filter(search_text__contains=word)
    pages = Paginator(rows.select_related("office__administration").defer("body", "content"), 30)
    list(pages.get_page(pages.num_pages // 2))


def by_numbers(n: int) -> None:
    from diwan.correspondence.deposits.models import Deposit

    start = 1_000_001 + n * 31
    list(Deposit.objects.filter(pk__in=range(start, start + 30)).defer("body", "content", "search_text"))


def missed(place, letters: int) -> int:
    """Searches whose count differs from the definition: the letters whose words begin with all those asked."""
    expected = {"شهادة": letters // 5, "MEN 000777": 1, "الخزانة": letters // 5, "خزانه": letters // 5}
    return sum(abs(searched(place, words).count() - count) > 0 for words, count in expected.items())


def timed(rounds: int, act) -> list[float]:
    act(0)
    seconds = []
    for n in range(rounds):
        start = time.perf_counter()
        act(n)
        seconds.append(time.perf_counter() - start)
    return seconds


def p95(seconds: list[float]) -> float:
    return round(1000 * sorted(seconds)[len(seconds) * 95 // 100 - 1], 1)
