"""Finding: the newest things that answer a question, among those whose audience carries a sign of the reader.

The index knows no order of time, and sorting the 200,000 things that hold a common word would take a quarter of a
second. So time is walked backwards in windows of months, each month being a lexeme of the same vector: a common word
has filled the page in the first window. What is rare anyhow (a phrase, several words together) or dear to gather (the
words that begin so) is asked for at once, the signs of the reader leading. At most CANDIDATES things are looked at:
they are counted, put on shelves and ordered by relevance; beyond them it is "1,000+".
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connection

from ..models import Entry
from ..sources import signs_of
from .asking import RELEVANCE, Asked, month_lexemes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diwan.core.organisations.api import Actor

CANDIDATES = 1000
PAGE_SIZE = 30
WINDOWS = (1, 5)  # months, newest first; then all that is older
WINDOWS_SIFTED = (1, 2, 4)
Row = tuple[int, datetime, list[str]]  # number of the entry, when, its head
HEAD = "id, at, head"
# In the order of the fields of the model, as `from_db` takes them.
SHOWN = ("id", "kind", "key", "administration_id", "at", "reference", "title", "detail", "is_cut")
WINDOW = "(SELECT {columns} FROM search_entry WHERE words @@ %s::tsquery{more} ORDER BY at DESC, id DESC LIMIT %s)"
# What may be seen of a month, then which of it answers: gathering all the words that begin so would take longer.
SIFTED = """(SELECT {columns} FROM (SELECT * FROM search_entry WHERE words @@ %s::tsquery{more} OFFSET 0) AS seen
WHERE words @@ %s::tsquery ORDER BY at DESC, id DESC LIMIT %s)"""
# Whose calendar dates the thing; asked of the thirty that are shown, not of all that answer.
COUNTRY = ", (SELECT country FROM organisations_administration a WHERE a.id = newest.administration_id)"
WEIGHTS = [0.6, 0.3, 0.5, 1.0]  # reference, text, parties, title


@dataclass(frozen=True)
class Found:
    """The newest things that answer, at most CANDIDATES; `is_all` says whether there are no more."""

    rows: list[Row]
    is_all: bool

    @property
    def count(self) -> int:
        return len(self.rows)

    @cached_property
    def shelves(self) -> dict[str, Counter[str]]:
        """How many of these stand under each facet."""
        lexemes = Counter(chain.from_iterable(head for _pk, _at, head in self.rows))
        counted: dict[str, Counter[str]] = {}
        for lexeme, count in lexemes.items():
            if lexeme[0] == "#":
                code, _colon, value = lexeme[1:].partition(":")
                counted.setdefault(code, Counter())[value] = count
        return counted


@dataclass(frozen=True)
class Page:
    """Some entries in order, and the places to read on from, "" where the list ends."""

    entries: list[Entry]
    before: str
    after: str


def find(actor: Actor, asked: Asked, *, now: datetime, most: int = CANDIDATES) -> Found:
    """What this actor finds, newest first (1 query, and those that read their signs)."""
    rows = newest(signs_of(actor), asked, now=now, most=most + 1)
    return Found(rows[:most], len(rows) <= most)


def listed(actor: Actor, asked: Asked, *, now: datetime, after: str = "", before: str = "") -> Page:
    """A page without anything being counted: what a person waits for (1 query, and those that read their signs).

    The best answers first, and what goes before a place, need the candidates.
    """
    if before or (asked.sort == RELEVANCE and asked.question.positive):
        return page(actor, asked, find(actor, asked, now=now), now=now, after=after, before=before)
    place = parse(after)
    rows = read(", ".join(SHOWN), signs_of(actor), asked, now=now, most=PAGE_SIZE + 1, before=place, more=COUNTRY)
    shown = [shown_as(row) for row in rows[:PAGE_SIZE]]
    first, last = (token((one.pk, one.at)) for one in (shown[0], shown[-1])) if shown else ("", "")
    return Page(shown, first if place else "", last if len(rows) > PAGE_SIZE else "")


def shown_as(row: Sequence[Any]) -> Entry:
    """An entry as a list shows it."""
    *fields, country = row
    entry = Entry.from_db(connection.alias, SHOWN, fields)
    entry.country = country
    return entry


def newest(
    signs: Sequence[str], asked: Asked, *, now: datetime, most: int, before: tuple[datetime, int] | None = None
) -> list[Row]:
    """The newest things, or those that come after a place in that order (1 query)."""
    return read(HEAD, signs, asked, now=now, most=most, before=before)


def read(
    columns: str,
    signs: Sequence[str],
    asked: Asked,
    *,
    now: datetime,
    most: int,
    before: tuple[datetime, int] | None = None,
    more: str = "",
) -> list[Any]:
    """Columns of the newest things, and what is read for those that are shown alone (`more`). The windows stand in one
    statement, each of which the server begins only where those before it did not fill what is asked for."""
    if not signs:
        return []
    parts, params = [], []
    span, said = _span(asked, before)
    for months, rest, moments in windows(asked, now, before[0] if before else None):
        sifted = has_prefix(asked) and bool(months)
        parts.append((SIFTED if sifted else WINDOW).format(columns=columns, more=span + rest))
        if sifted:
            params += [asked.seen_by(signs, months), *said, *moments, asked.question.query, most]
        else:
            params += [asked.terms(signs, months), *said, *moments, most]
    statement = f"SELECT *{more} FROM ({' UNION ALL '.join(parts)}) AS newest LIMIT %s"  # noqa: S608 - no value stands in it
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, most])
        return cursor.fetchall()


def _span(asked: Asked, before: tuple[datetime, int] | None) -> tuple[str, list[Any]]:
    """The period asked for and the place to read on from, as conditions and what stands in them."""
    bounds: list[tuple[str, list[Any]]] = [
        (" AND at >= %s", [asked.starts] if asked.starts else []),
        (" AND at < %s", [asked.ends] if asked.ends else []),
        (" AND (at, id) < (%s, %s)", list(before or ())),
    ]
    return "".join(sql for sql, said in bounds if said), [value for _sql, said in bounds for value in said]


def windows(asked: Asked, now: datetime, before: datetime | None) -> Iterator[tuple[list[str], str, list[datetime]]]:
    """Months to look in, one window after the other, newest first; then all the rest, as a condition."""
    if at_once(asked):
        yield [], "", []
        return
    top = min(moment for moment in (now, asked.ends, before) if moment)
    bottom = asked.starts
    at = _month(top, 0)
    for count in WINDOWS_SIFTED if has_prefix(asked) else WINDOWS:
        yield month_lexemes((at.year, at.month), count), "", []
        at = _month(at, -count)
        if bottom and _month(at, 1) <= bottom:
            return
    older = _month(at, 1)
    if before is None and asked.ends is None:
        # What a wrong clock dated in time to come is found too, though last.
        yield [], " AND (at < %s OR at >= %s)", [older, _month(now, 1)]
    else:
        yield [], " AND at < %s", [older]


def at_once(asked: Asked) -> bool:
    """Whether to ask for all of time in one pass: where few things answer, windows would only ask again."""
    said = [clause for clause in asked.question.clauses if clause.query and not clause.negated]
    few = len(said) > 1 and not any(clause.alternative for clause in said)
    return asked.starts is None and (few or any(clause.kind == "phrase" for clause in said))


def has_prefix(asked: Asked) -> bool:
    return any(clause.kind == "prefix" for clause in asked.question.clauses)


def _month(at: datetime, more: int) -> datetime:
    """The first moment of the month so many after that of `at`."""
    at = at.astimezone(UTC)
    number = max(at.year * 12 + at.month - 1 + more, 12)
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def page(actor: Actor, asked: Asked, found: Found, *, now: datetime, after: str = "", before: str = "") -> Page:
    """A page of what was found (1 query); past the candidates it is read on by its key."""
    by_rank = asked.sort == RELEVANCE and bool(asked.question.positive)
    rows = ranked(found, asked) if by_rank else found.rows
    ids = [row[0] for row in rows]
    place = parse(after or before)
    start = 0
    if place and place[1] in ids:
        at = ids.index(place[1])
        start = at + 1 if after else max(at - PAGE_SIZE, 0)
    more = not found.is_all and not by_rank
    if place and after and more and not (0 < start <= len(rows) - PAGE_SIZE):
        beyond = newest(signs_of(actor), asked, now=now, most=PAGE_SIZE + 1, before=place)
        return Page(entries(beyond[:PAGE_SIZE]), "", token(beyond[PAGE_SIZE - 1]) if len(beyond) > PAGE_SIZE else "")
    shown = rows[start : start + PAGE_SIZE]
    has_more = len(rows) > start + PAGE_SIZE or more
    return Page(
        entries(shown), token(shown[0]) if shown and start else "", token(shown[-1]) if shown and has_more else ""
    )


def ranked(found: Found, asked: Asked) -> list[Row]:
    """The candidates by how well they answer; the newest first among equals."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, ts_rank(%s::real[], words, %s::tsquery) FROM search_entry WHERE id = ANY(%s)",
            [WEIGHTS, asked.question.positive, [row[0] for row in found.rows]],
        )
        weights = dict(cursor.fetchall())
    return sorted(found.rows, key=lambda row: -weights.get(row[0], 0))


def entries(rows: list[Row]) -> list[Entry]:
    """The entries of these rows, in their order, without their vectors (1 query)."""
    known = Entry.objects.select_related("administration").defer("words").in_bulk([row[0] for row in rows])
    return [known[row[0]] for row in rows if row[0] in known]


def token(row: Sequence[Any]) -> str:
    return f"{row[1].isoformat()}~{row[0]}"


def parse(text: str) -> tuple[datetime, int] | None:
    """The place a token names; one that cannot be read names none."""
    at, _tilde, pk = text.partition("~")
    try:
        moment, number = datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None
    return (moment, number) if moment.tzinfo and abs(number) < 2**62 else None


def every(signs: Sequence[str], asked: Asked, *, now: datetime, limit: int) -> Iterator[Row]:
    """All that is found, newest first, read in portions: what an export walks through."""
    place = None
    while limit > 0:
        rows = newest(signs, asked, now=now, most=min(CANDIDATES, limit), before=place)
        yield from rows
        limit -= len(rows)
        if len(rows) < CANDIDATES:
            return
        place = (rows[-1][1], rows[-1][0])


__all__ = ["CANDIDATES", "PAGE_SIZE", "Found", "Page", "every", "find", "listed", "newest", "page"]
