"""A million letters over a thousand administrations, one of which holds a fifth of them: seeded, in Arabic and French,
with words as unequally common as words are (Zipf), loaded by COPY from two processes in the order of time."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from . import common

SEED = 20_261_122
YEARS = 6
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LARGEST = 0.2  # share of the largest administration
ENTRIES = 10_000_000  # numbers of lines start here, apart from those the operations made

READ = json.loads(Path(__file__).with_name("letters_words.json").read_text(encoding="utf-8"))
WORDS = {name: said.split() for name, said in READ.items()}
ARABIC, FRENCH, NAMES, FIRST = (WORDS[name] for name in ("arabic", "french", "names", "first"))
ROOTS, PATTERNS, ENDINGS, STEMS = (WORDS[name] for name in ("roots", "patterns", "endings", "stems"))


@dataclass
class Place:
    """An administration as letters are put into it."""

    id: int
    office: int
    book: int
    code: str
    units: list[int]
    heads: list[int]
    share: float


@dataclass
class Vocabulary:
    sentences: list[str]
    french: list[str]
    correspondents: list[str]
    rare: list[str]
    words: list[str]


def vocabulary() -> Vocabulary:
    """The words, from common to rare, and sentences made of them."""
    dice = random.Random(SEED)
    made = [
        pattern.format(*root[:3]) for root, pattern in itertools.product([r for r in ROOTS if len(r) == 3], PATTERNS)
    ]
    derived = [
        f"{stem}{link}{ending}" for stem, link, ending in itertools.product(STEMS, ("", "t", "is", "ol"), ENDINGS)
    ]
    dice.shuffle(made)
    dice.shuffle(derived)
    rare = [
        f"{a}{dice.choice('بتجحدرسشصطعفقكلمنهوي')}{b}"
        for a in made[:400]
        for b in dice.sample(PATTERNS, 20)
        if "{" not in a
    ]
    rare = [word.replace("{0}", "ن").replace("{1}", "ق").replace("{2}", "ط") for word in rare]
    arabic, french = ARABIC + made + rare[:3000], FRENCH + derived
    return Vocabulary(
        sentences=sentences(dice, arabic, 40_000),
        french=sentences(dice, french, 20_000),
        correspondents=correspondents(dice),
        rare=rare[3000:],
        words=ARABIC,
    )


def sentences(dice: random.Random, words: list[str], count: int) -> list[str]:
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    return [" ".join(dice.choices(words, cum_weights=weights, k=dice.randint(7, 16))) for _ in range(count)]


def correspondents(dice: random.Random) -> list[str]:
    bodies = ["وزارة الداخلية", "وزارة الصحة", "وزارة العدل", "الخزينة العامة للمملكة", "المندوبية السامية للتخطيط"]
    bodies += [f"الأكاديمية الجهوية للتربية والتكوين {name}" for name in NAMES] + [f"جماعة {name}" for name in NAMES]
    bodies += [f"Société {stem.title()}{end}" for stem in STEMS[:30] for end in ("tech", " Maroc")]
    return bodies + [f"{dice.choice(FIRST)} {dice.choice(FIRST)} {dice.choice(NAMES)}" for _ in range(3000)]


# --- places ----------------------------------------------------------------------------------------------------------


def found(administrations: int) -> list[Place]:
    """The administrations, their offices and units, made by the operations; the first one is the largest."""
    from django.db import transaction

    with transaction.atomic():  # one flush to disk, not five for each
        places = [found_one(n) for n in range(administrations)]
    others = [1 / (n + 20) for n in range(1, administrations)]
    for place, share in zip(places[1:], others, strict=True):
        place.share = (1 - LARGEST) * share / sum(others)
    return places


def found_one(n: int) -> Place:
    from diwan.core.organisations import api as organisations
    from diwan.core.organisations.models import Post, Unit
    from diwan.engines.registers.models import Book

    system, day, now = organisations.SYSTEM, NOW.date() - timedelta(days=366 * YEARS), NOW - timedelta(days=366 * YEARS)
    code = f"A{n:03d}"
    names = organisations.Names(f"إدارة {n}", f"Administration {n}")
    row = organisations.open_administration(actor=system, code=code, country="MA", names=names, on=day, now=now)
    root = organisations.root_unit(row)
    office = organisations.open_registry_office(
        actor=system, unit_id=root.pk, code=f"{code}-BO", names=names, on=day, now=now
    )
    count = 200 if n == 0 else 4
    units = [
        organisations.NewUnit(f"U{k}", f"U{(k // 10) * 10}" if k % 10 else "", "division", names) for k in range(count)
    ]
    posts = [organisations.NewPost(f"H{k}", f"U{k}", names, is_head=True) for k in range(count)]
    organisations.plant_structure(
        actor=system, administration_id=row.pk, units=units, posts=posts, seats=[], on=day, now=now
    )
    heads = dict(Post.objects.filter(unit__administration=row, is_head=True).values_list("unit_id", "pk"))
    under = list(Unit.objects.filter(pk__in=heads).order_by("pk").values_list("pk", flat=True))
    book = Book.objects.create(
        office_id=office.pk, kind="incoming", year=2026, prefix=f"{code}-2026", chain=f"bench:{code}", last_at=NOW
    )
    return Place(row.pk, office.pk, book.pk, code, under, [heads[unit] for unit in under], LARGEST)


# --- letters ---------------------------------------------------------------------------------------------------------

TABLES = {
    "registers_registerentry": (
        "id, book_id, number, registered_at, subject_kind, subject_id, content_digest, position, vouched_at, state"
    ),
    "letters_letter": (
        "id, administration_id, office_id, kind, state, level, entry_id, reference, registered_at, begun_at, unit_id, "
        "correspondent, subject, body, language, medium, priority, their_reference, kept_at, due_kind, closed_at, "
        "reason, origin, content, search_text, audience"
    ),
    "search_entry": (
        "kind, key, administration_id, at, stirred_at, reference, title, detail, head, words, digest, is_cut"
    ),
    "bench_plain": "id, at, reference, title, detail, body, language",
    "circulation_dispatch": "id, letter_id, post_id, basis, at, note",
    "circulation_instruction": (
        "id, dispatch_id, letter_id, unit_id, post_id, giver_post_id, verb, lead, text, given_at, due_on, state, "
        "answered_basis, ended_basis, answer, reason, ended_at"
    ),
}
CHUNK = 5_000


def load(letters: int, places: list[Place]) -> None:
    """Make and copy them; indexes go first and come back at the end."""
    with psycopg.connect(common.owner_url(), autocommit=True) as owner:
        owner.execute(
            "CREATE TABLE bench_plain (id bigint, at timestamptz, reference text, title text, detail text, body text, "
            "language text)"
        )
        kept = drop_indexes(owner)
    chunks = [(start, min(start + CHUNK, letters), letters) for start in range(0, letters, CHUNK)]
    context = multiprocessing.get_context("fork")
    from diwan.server.bench import disconnect

    disconnect()
    with context.Pool(2, initializer=prepare, initargs=(places, common.owner_url())) as pool:
        for _ in pool.imap(copy_chunk, chunks):
            pass
    with psycopg.connect(common.owner_url(), autocommit=True) as owner:
        owner.execute("SET maintenance_work_mem = '1GB'")
        for statement in kept:
            owner.execute(statement)
        owner.execute(
            "ALTER TABLE bench_plain ADD PRIMARY KEY (id), ADD words tsvector GENERATED ALWAYS AS (to_tsvector("
            "CASE WHEN language = 'fr' THEN 'french'::regconfig ELSE 'arabic'::regconfig END, "
            "title || ' ' || detail || ' ' || reference || ' ' || body)) STORED"
        )
        owner.execute("CREATE INDEX ON bench_plain USING gin (words)")
        owner.execute("CREATE INDEX ON bench_plain (at DESC)")
        owner.execute(f'GRANT SELECT ON bench_plain TO "{app_role()}"')
        owner.execute("VACUUM ANALYZE")


def app_role() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def drop_indexes(owner: psycopg.Connection) -> list[str]:
    """Take away what makes each row dear, and say how to bring it back."""
    rows = owner.execute(
        "SELECT indexname, indexdef FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname "
        "WHERE tablename = ANY(%s) AND c.oid IS NULL",
        [list(TABLES)],
    ).fetchall()
    for name, _definition in rows:
        owner.execute(f'DROP INDEX "{name}"')
    keys = owner.execute(
        "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [list(TABLES)],
    ).fetchall()
    for name, table, _definition in keys:
        owner.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    back = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for name, table, definition in keys]
    return [definition for _name, definition in rows] + back


_state: dict[str, Any] = {}


def prepare(places: list[Place], url: str) -> None:
    _state["places"], _state["words"] = places, vocabulary()
    _state["weights"] = list(itertools.accumulate(place.share for place in places))
    _state["connection"] = psycopg.connect(url)


def copy_chunk(chunk: tuple[int, int, int]) -> None:
    start, end, total = chunk
    rows: dict[str, list[tuple]] = {table: [] for table in TABLES}
    dice = random.Random(SEED + start)
    for n in range(start, end):
        put_letter(n, total, dice, rows)
    connection = _state["connection"]
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows[table]:
                    copy.write_row(row)
    connection.commit()


def put_letter(n: int, total: int, dice: random.Random, rows: dict[str, list[tuple]]) -> None:
    from diwan.correspondence.letters.models import Letter
    from diwan.correspondence.letters.operations.indexing import document
    from diwan.correspondence.letters.sights import audience
    from diwan.correspondence.search.operations.indexing import digest_of, head_of, vector_of
    from diwan.kit.arabic import normalise

    words: Vocabulary = _state["words"]
    place: Place = dice.choices(_state["places"], cum_weights=_state["weights"])[0]
    key = ENTRIES + n
    at = NOW - timedelta(days=365 * YEARS) * (1 - (n / total) ** 0.8)
    is_french = dice.random() < 0.3
    pool = words.french if is_french else words.sentences
    subject = " ".join(dice.choice(pool).split()[: dice.randint(4, 9)])
    body = ". ".join(dice.choice(pool) for _ in range(dice.randint(2, 4)))
    if dice.random() < 0.2:
        body += f" {dice.choice(words.rare)} {dice.randint(1, 9999)}/{at.year}"
    which = min(int(len(place.units) * dice.random() ** 2), len(place.units) - 1)
    unit, post = place.units[which], place.heads[which]
    age = (NOW - at).days
    state = dice.choices(("closed", "dispatched", "registered"), (90, 8, 2) if age > 60 else (40, 45, 15))[0]
    level = dice.choices(("ordinary", "restricted", "confidential"), (92, 6, 2))[0]
    seen = {unit} if state != "registered" else set()
    letter = Letter(
        pk=key,
        administration_id=place.id,
        office_id=place.office,
        kind=dice.choices(("incoming", "outgoing", "internal"), (60, 25, 15))[0],
        state=state,
        level=level,
        entry_id=key,
        reference=f"{place.code}-{at.year}-{n:07d}",
        registered_at=at,
        begun_at=at,
        unit_id=unit if seen else None,
        correspondent=dice.choice(words.correspondents),
        subject=subject,
        body=body,
        language="fr" if is_french else "ar",
        medium="paper",
        closed_at=at + timedelta(days=9) if state == "closed" else None,
        audience=audience(
            level=level, administration_id=place.id, office_id=place.office, units=seen, posts={post} if seen else ()
        ),
    )
    letter.search_text = normalise(f"{letter.reference} {subject} {letter.correspondent}")
    said = document(letter, [("C", body)])
    head = head_of("letter", said)
    vector = f"{vector_of(said)} {' '.join(chr(39) + one.replace(chr(39), chr(39) * 2) + chr(39) for one in head)}"
    rows["registers_registerentry"].append((key, place.book, n + 1, at, "letter", key, b"", n + 1, n + 1, "current"))
    rows["letters_letter"].append(tuple(getattr(letter, name.strip()) for name in TABLES["letters_letter"].split(",")))
    rows["search_entry"].append(
        (
            "letter",
            key,
            place.id,
            at,
            at,
            said.reference,
            subject,
            letter.correspondent,
            head,
            vector,
            digest_of(said),
            False,
        )
    )
    rows["bench_plain"].append((key, at, letter.reference, subject, letter.correspondent, body, letter.language))
    if seen:
        # The head of the division gives to the units below it, and the first post of the house to the divisions.
        giver = place.heads[which // 10 * 10] if which % 10 else place.heads[0]
        given_to(key, unit, post, giver, at, state, dice, rows)


def given_to(
    key: int, unit: int, post: int, giver: int, at: datetime, state: str, dice: random.Random, rows: Any
) -> None:
    done = state == "closed"
    due = (at + timedelta(days=dice.randint(5, 40))).date() if dice.random() < 0.7 else None
    verb = dice.choices(("prepare", "handle", "opinion", "inform"), (40, 30, 10, 20))[0]
    ended = at + timedelta(days=5) if done else None
    rows["circulation_dispatch"].append((key, key, giver, "", at, ""))
    rows["circulation_instruction"].append(
        (key, key, key, unit, post, giver, verb, True, "", at, due, "closed" if done else "open", "", "", "", "", ended)
    )


__all__ = ["NOW", "Place", "Vocabulary", "found", "load", "vocabulary"]
