"""A million letters of a thousand administrations: the inbox of a post, and twelve kinds of search, by a head of a
division who may read some 20,000 of them.

- ours: the list as the page of search asks for it first: rights read anew, the newest thirty that answer;
- limit: plain full text of PostgreSQL over the same rows, in a table of nothing else, without any right: the same
  columns of the newest thirty, by the better of two plans;
- peer: the naive way, `icontains` of each word on subject, text, correspondent and reference of the visible letters.

`page_*` is all that a page of search shows in the end: the list with excerpts, and the second request for what is
counted on the shelves. `inbox_*` is the to-do list of the post with the counts of all its folders.
The goals are a p95 under 100 ms for the list and 50 ms for search, and at most twice the limit at the p95.
`violations` counts what is found and may not be read, and what may be read, answers and is not found.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from . import common
from .letters_data import NOW, SEED, Place, Vocabulary, found, load, vocabulary

LETTERS, LETTERS_QUICK = 1_000_000, 20_000
ADMINISTRATIONS, ADMINISTRATIONS_QUICK = 1_000, 20
ROUNDS, ROUNDS_QUICK = 40, 8
DIVISION = 10  # the unit of the largest administration whose head asks; nine units stand below it


@dataclass(frozen=True)
class Query:
    """A question as ours and as plain PostgreSQL are asked it; `words` is what the naive way looks for."""

    kind: str
    asked: Any
    plain: str
    words: tuple[str, ...]
    french: bool = False
    function: str = "websearch_to_tsquery"
    since: date | None = None
    until: date | None = None


def run(quick: bool) -> dict:
    """The line of figures."""
    common.setup()
    letters = LETTERS_QUICK if quick else LETTERS
    rounds = ROUNDS_QUICK if quick else ROUNDS
    start = time.perf_counter()
    places = found(ADMINISTRATIONS_QUICK if quick else ADMINISTRATIONS)
    person = head_of_division(places[0])
    load(letters, places)
    loaded = time.perf_counter() - start
    from diwan.core.organisations.api import actor_for

    actor = actor_for(person, NOW)
    asked = queries(rounds, vocabulary(), letters)
    ours, limit, peer, pages = [], [], [], []
    by_kind = {}
    for kind, some in asked.items():
        # Each question is asked once before it counts; of plain full text by both plans that the server has, by the
        # words and back through time, and the one that was faster is timed.
        by_words = [timed(plain, query, True) < timed(plain, query) for query in some]
        for query in some:
            search(anew(actor), query)
        mine = [timed(search, anew(actor), query) for query in some]
        theirs = [timed(plain, query, plan) for query, plan in zip(some, by_words, strict=True)]
        pages += [timed(whole_page, anew(actor), query) for query in some[: rounds // 4]]
        peer += [timed(naive, anew(actor), query) for query in some[:2]]
        by_kind[kind] = [ms(mine, 50), ms(mine, 95), ms(theirs, 50), ms(theirs, 95)]
        ours, limit = ours + mine, limit + theirs
    inbox = [timed(page_of_inbox, anew(actor)) for _ in range(rounds * 2)][2:]
    return {
        "unit": "searches/s",
        "ours": round(1 / mean(ours), 1),
        "peer": round(1 / mean(peer), 2),
        "peer_name": "icontains of each word on the visible letters",
        "limit": round(1 / mean(limit), 1),
        "same_work": "the newest thirty by date, the same columns on both sides; shelves and excerpts are in page_*",
        "limit_name": "plain PostgreSQL full text on the same rows, without rights, by the better of its plans",
        "ratio_peer": round(p(peer, 95) / p(ours, 95), 1),
        "ratio_limit": round(p(limit, 95) / p(ours, 95), 2),
        "letters": letters,
        "visible": visible(actor),
        "search_p50_ms": ms(ours, 50),
        "search_p95_ms": ms(ours, 95),
        "limit_p50_ms": ms(limit, 50),
        "limit_p95_ms": ms(limit, 95),
        "peer_p95_ms": ms(peer, 95),
        "page_p50_ms": ms(pages, 50),
        "page_p95_ms": ms(pages, 95),
        "inbox_p50_ms": ms(inbox, 50),
        "inbox_p95_ms": ms(inbox, 95),
        "by_kind_ms": {
            kind: dict(zip(("p50", "p95", "limit_p50", "limit_p95"), v, strict=True)) for kind, v in by_kind.items()
        },
        "index_mb": size("search_entry_words"),
        "load_seconds": round(loaded),
        "violations": violations(actor, asked),
        "memory_mb": common.memory_mb(),
    }


def head_of_division(place: Place) -> int:
    """An ordinary user: heads a division, reads the ordinary mail of it and of the units below."""
    from diwan.core.accounts import api as accounts
    from diwan.core.organisations import api as organisations

    system = organisations.SYSTEM
    person = accounts.open_account(
        actor=system,
        email="head@bench.example",
        name_ar="رئيس القسم",
        name_latin="Head",
        administration_id=place.id,
        now=NOW,
    )
    post = place.heads[DIVISION]
    organisations.grant_right(actor=system, post_id=post, right="letters.read", reach="subtree", now=NOW)
    organisations.name_holder(
        actor=system, post_id=post, person_id=person.pk, starts_at=NOW - timedelta(days=900), now=NOW
    )
    return person.pk


# --- the twelve kinds ------------------------------------------------------------------------------------------------


def queries(rounds: int, words: Vocabulary, letters: int) -> dict[str, list[Query]]:
    """As many questions of each kind as there are rounds, each one another."""
    dice = random.Random(SEED + 1)
    common_words, french = words.words[:60], [w for w in " ".join(words.french[:500]).split() if len(w) > 5]
    medium = [word for sentence in words.sentences[:300] for word in sentence.split() if len(word) > 4]
    variants = [w for w in common_words if w.startswith("ال")] + ["المدرسه", "الاساتذه", "الإمتحانات", "شهاده", "مؤسّسة"]
    stems = [
        "transferts",
        "décisions",
        "réclamation",
        "attestations",
        "enseignants",
        "établissement",
        "marchés",
        "examens",
    ]

    def simple(kind: str, text: str, **more: Any) -> Query:
        from diwan.correspondence.search.api import Asked

        told = {key: more.pop(key) for key in ("shelves", "since", "until") if key in more}
        about = {key: told[key] for key in ("since", "until") if key in told}
        said = more.pop("plain", text)
        return Query(kind, Asked(q=text, **told), said, tuple(more.pop("words", text.split())), **about, **more)

    def phrase(n: int) -> Query:
        some = dice.choice(words.sentences).split()
        at = dice.randrange(len(some) - 3)
        text = f'"{" ".join(some[at : at + 3])}"'
        return simple("phrase", text, words=[text.strip('"')])

    def prefix(n: int) -> Query:
        beginning = dice.choice(medium).removeprefix("ال")[:4]
        return simple("prefix", f"{beginning}*", plain=f"{beginning}:*", words=[beginning], function="to_tsquery")

    def dated(n: int) -> Query:
        since = NOW.date() - timedelta(days=dice.randint(60, 1800))
        return simple("date_and_word", dice.choice(common_words), since=since, until=since + timedelta(days=60))

    made: dict[str, Any] = {
        "rare_word": lambda n: simple("rare_word", dice.choice(words.rare)),
        "common_word": lambda n: simple("common_word", common_words[n % 40]),
        "two_words": lambda n: simple("two_words", f"{dice.choice(common_words)} {dice.choice(medium)}"),
        "phrase": phrase,
        "prefix": prefix,
        "arabic_variant": lambda n: simple("arabic_variant", variants[n % len(variants)]),
        "french_stem": lambda n: simple("french_stem", stems[n % len(stems)], french=True),
        "number": lambda n: simple("number", f"A000-{dice.randint(2021, 2026)}-{dice.randrange(letters):07d}"),
        "date_and_word": dated,
        "facet_and_word": lambda n: simple(
            "facet_and_word", dice.choice(common_words), shelves=(("state", "dispatched"), ("book", "incoming"))
        ),
        "negation": lambda n: simple("negation", f"{dice.choice(common_words)} -{dice.choice(french)}"),
        "nothing_found": lambda n: simple("nothing_found", f"زقزقة{'بتجحدر'[n % 6]}{n}"),
    }
    return {kind: [make(n) for n in range(rounds)] for kind, make in made.items()}


# --- ours, the limit, the peer ---------------------------------------------------------------------------------------


def anew(actor: Any) -> Any:
    """The actor as a request brings them: where their rights reach is read again."""
    return replace(actor, memory={})


def search(actor: Any, query: Query) -> Any:
    """The list, as the page of search asks for it."""
    from diwan.correspondence.search.queries import finding

    return finding.listed(actor, query.asked, now=NOW)


def whole_page(actor: Any, query: Query) -> Any:
    """All that the page shows in the end: the list with its excerpts, and the shelves with what is counted on them."""
    from diwan.correspondence.search.queries import finding, shelves, showing

    page = finding.listed(actor, query.asked, now=NOW)
    found_ = finding.find(actor, query.asked, now=NOW)
    return showing.results(actor, query.asked, page.entries), shelves.shelves_of(found_, query.asked, now=NOW)


def plain(query: Query, words_first: bool = False) -> list:
    from django.db import connection

    config = "french" if query.french else "arabic"
    span, params = "", [query.plain]
    for sign, day in ((">=", query.since), ("<", query.until)):
        if day:
            span += f" AND at {sign} %s"
            params.append(day)
    with connection.cursor() as cursor:
        rows = (
            f"SELECT id, at, reference, title, detail FROM bench_plain "
            f"WHERE words @@ {query.function}('{config}', %s){span}"
        )
        found_ = f"SELECT * FROM ({rows} OFFSET 0) AS found" if words_first else rows
        cursor.execute(f"{found_} ORDER BY at DESC LIMIT 30", params)
        return cursor.fetchall()


def naive(actor: Any, query: Query) -> list:
    from django.db.models import Q

    from diwan.correspondence.letters.api import Letter

    rows = Letter.objects.visible_to(actor).order_by("-registered_at")
    for word in query.words:
        parts = (Q(**{f"{name}__icontains": word}) for name in ("body", "correspondent", "reference"))
        rows = rows.filter(sum_of(Q(subject__icontains=word), *parts))
    return list(rows[:30])


def sum_of(first: Any, *others: Any) -> Any:
    for other in others:
        first |= other
    return first


def page_of_inbox(actor: Any) -> Any:
    """What is to be done at the post, late first, and how much waits in each folder, as the page asks it."""
    from diwan.correspondence.desk.queries import folders, paging
    from diwan.correspondence.desk.queries.asking import Asked
    from diwan.correspondence.desk.queries.sitting import sit

    sitting = sit(actor, None, NOW)
    if sitting is None:
        raise LookupError("The head of the division has no inbox.")
    return paging.page(sitting, Asked()).rows, folders.counts(sitting)


# --- what must hold ------------------------------------------------------------------------------------------------


def violations(actor: Any, asked: dict[str, list[Query]]) -> int:
    """What differs from the definition: those whose own audience holds a sign of the actor, and whose words answer."""
    from diwan.correspondence.letters.api import Letter
    from diwan.correspondence.search.models import Entry
    from diwan.correspondence.search.queries import finding

    wrong = 0
    seen = Letter.objects.visible_to(actor)
    for some in asked.values():
        for query in some[:3]:
            got = finding.find(actor, query.asked, now=NOW)
            entries = Entry.objects.filter(pk__in=[row[0] for row in got.rows]).values_list("key", flat=True)
            wrong += len(set(entries) - set(seen.filter(pk__in=list(entries)).values_list("pk", flat=True)))
            if got.is_all and query.asked.question.query and not query.asked.shelves and not query.since:
                answers = Entry.objects.filter(words__answers=query.asked.question.query).values_list("key", flat=True)
                wrong += abs(seen.filter(pk__in=list(answers)).count() - got.count)
    return wrong


def visible(actor: Any) -> int:
    from diwan.correspondence.letters.api import Letter

    return Letter.objects.visible_to(actor).count()


def size(index: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [index])
        return cursor.fetchone()[0] >> 20


def timed(act: Any, *arguments: Any) -> float:
    start = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - start


def mean(seconds: list[float]) -> float:
    return sum(seconds) / len(seconds)


def p(seconds: list[float], percent: int) -> float:
    return sorted(seconds)[min(len(seconds) * percent // 100, len(seconds) - 1)]


def ms(seconds: list[float], percent: int) -> float:
    return round(1000 * p(seconds, percent), 1)
