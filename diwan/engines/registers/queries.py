"""Reading the registers, and checking them against the journal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.arabic import latin_digits

from . import subjects
from .enums import CORRECT, RESERVED, State
from .models import Book, BookQuerySet, PrintedPart, Printing, RegisterEntry, Reservation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from diwan.core.organisations.api import Actor

PAGE_SIZE = 50


def entries_of(book_id: int) -> QuerySet[RegisterEntry]:
    """The lines of a book, newest first."""
    return RegisterEntry.objects.filter(book=book_id).select_related("book").order_by("-number")


def by_reference(text: str) -> RegisterEntry | None:
    """The line that a reference such as `MEN-2026-001284` names."""
    prefix, _, number = text.strip().upper().rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return RegisterEntry.objects.select_related("book").filter(book__prefix=prefix, number=int(number)).first()


# --- the books and their lines -------------------------------------------------------------------------------------


def books(actor: Actor) -> BookQuerySet:
    """The books this actor reads, newest year first, each with how many of its lines are reserved and annulled."""

    def counted(**which: Any) -> Coalesce:
        lines = RegisterEntry.objects.filter(book=OuterRef("pk"), **which).order_by().values("book")
        return Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n")), 0)

    return (
        Book.objects.visible_to(actor)
        .select_related("office__administration", "office__unit")
        .annotate(reserved=counted(subject_kind=RESERVED, state=State.CURRENT), annulled=counted(state=State.ANNULLED))
        .order_by("-year", "office__administration", "office", "kind")
    )


@dataclass(frozen=True)
class Asked:
    """What is looked for in a book: a number, a reference, a name or words; between two days."""

    q: str = ""
    since: date | None = None
    until: date | None = None
    state: str = ""


def entries(book: Book, asked: Asked, actor: Actor) -> QuerySet[RegisterEntry]:
    """The lines of a book that answer, newest first."""
    rows = entries_of(book.pk)
    zone = calendars.zone(book.office.administration.country)
    if asked.since:
        rows = rows.filter(registered_at__gte=datetime.combine(asked.since, time.min, zone))
    if asked.until:
        rows = rows.filter(registered_at__lt=datetime.combine(asked.until + timedelta(days=1), time.min, zone))
    if asked.state == RESERVED:
        rows = rows.filter(subject_kind=RESERVED, state=State.CURRENT)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    if text := latin_digits(asked.q).strip():
        last = text.rpartition("-")[2]
        if last.isascii() and last.isdigit() and len(last) < 10:
            return rows.filter(number=int(last))
        holding = Q(pk__in=[])
        for kind, keys in subjects.found(asked.q, actor).items():
            holding |= Q(subject_kind=kind, subject_id__in=keys)
        rows = rows.filter(holding)
    return rows


@dataclass(frozen=True)
class Row:
    """A line of a book as a page shows it."""

    entry: RegisterEntry
    line: subjects.Line

    @property
    def is_reserved(self) -> bool:
        return self.entry.subject_kind == RESERVED and self.entry.state == State.CURRENT


def described(lines: Iterable[RegisterEntry], language: str, actor: Actor | None) -> list[Row]:
    """Lines with what their apps say of them to this actor; to nobody in particular, as they are printed."""
    lines = list(lines)
    said = subjects.lines(((line.subject_kind, line.subject_id) for line in lines), language, actor)
    return [Row(line, said.get((line.subject_kind, line.subject_id), subjects.NOTHING)) for line in lines]


def page_of(book: Book, asked: Asked, number: int, language: str, actor: Actor) -> tuple[Page, list[Row]]:
    """One page of the lines that answer, and how they read."""
    page = Paginator(entries(book, asked, actor), PAGE_SIZE).get_page(number)
    return page, described(page, language, actor)


def entry_for(actor: Actor, entry_id: int) -> RegisterEntry | None:
    """A line of a book this actor reads."""
    rows = RegisterEntry.objects.select_related("book__office__administration", "book__office__unit")
    return rows.filter(pk=entry_id, book__in=Book.objects.visible_to(actor)).first()


VOUCHING = """
SELECT e.position, e.body FROM journal_chain c JOIN journal_entry e ON e.chain_id = c.id
WHERE c.name = %s AND e.position = ANY(%s)
"""


def vouching(book: Book, lines: Iterable[RegisterEntry]) -> dict[int, dict[str, Any]]:
    """By number, what the journal last said of the lines that were filled, rectified or annulled (1 query)."""
    changed = {line.vouched_at: line.number for line in lines if line.vouched_at != line.position}
    if not changed:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(VOUCHING, [book.chain, list(changed)])
        return {changed[position]: json.loads(bytes(body)) for position, body in cursor.fetchall()}


TOLD = """
SELECT e.body FROM journal_chain c JOIN journal_entry e ON e.chain_id = c.id
WHERE c.name = %s AND (e.position = %s OR (
    e.position > %s AND e.number = 0 AND e.kind LIKE 'register.%%'
    AND (convert_from(e.body, 'UTF8')::jsonb #>> '{facts,number}')::int = %s
)) ORDER BY e.position
"""


def history(entry: RegisterEntry) -> list[dict[str, Any]]:
    """What the journal says was done to a line, oldest first: numbered, filled, rectified, annulled."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [entry.book.chain, entry.position, entry.position, entry.number])
        return [json.loads(bytes(body)) for (body,) in cursor.fetchall()]


@dataclass(frozen=True)
class Act:
    """Something done to a line, as a page shows it."""

    kind: str
    at: datetime
    by: str
    reason: str


def history_shown(entry: RegisterEntry) -> list[Act]:
    """The history of a line with the names of those who acted (2 queries)."""
    told = history(entry)
    people: Any = Book._meta.get_field("closed_by").related_model
    names = {p.pk: str(p) for p in people.objects.filter(pk__in={act["actor"] for act in told if act["actor"]})}
    return [
        Act(
            act["kind"].removeprefix("register."),
            datetime.fromisoformat(act["at"]),
            names.get(act["actor"], ""),
            act["facts"].get("reason", ""),
        )
        for act in told
    ]


def numbers_of_day(book: Book, day: date) -> tuple[int, int]:
    """The first and last number given on a day; numbers that no line has when none was."""
    lines = entries(book, Asked(since=day, until=day), organisations.SYSTEM)  # numbers only, no words
    found = lines.aggregate(first=Min("number"), last=Max("number"))
    return found["first"] or book.last_number + 1, found["last"] or 0


# --- reserved numbers, printings ------------------------------------------------------------------------------------


def kept_office(actor: Actor, office_id: int) -> Any:
    """The registry office, if this actor keeps its registers; None otherwise."""
    return kept_offices(actor).filter(pk=office_id).first()


def kept_offices(actor: Actor) -> QuerySet:
    """The open registry offices whose registers this actor keeps."""
    model: Any = Book._meta.get_field("office").related_model
    rows = model.objects.filter(organisations.within(actor, CORRECT, "unit"), closed_on__isnull=True)
    return rows.select_related("unit", "administration").order_by("code")


def reserved_in(book: Book) -> QuerySet[RegisterEntry]:
    """The numbers of a book that still wait for their letter, in order."""
    return RegisterEntry.objects.filter(book=book, subject_kind=RESERVED, state=State.CURRENT).order_by("number")


def reserved_at(offices: Iterable[int]) -> QuerySet[RegisterEntry]:
    """The same at some offices, over all their books."""
    rows = RegisterEntry.objects.filter(book__office__in=offices, subject_kind=RESERVED, state=State.CURRENT)
    return rows.select_related("book").order_by("book", "number")


def left_of(reservation: Reservation) -> QuerySet[RegisterEntry]:
    return reserved_in(reservation.book).filter(subject_id=reservation.pk)


def reservations_of(book: Book) -> list[tuple[Reservation, int]]:
    """The reservations of a book, newest first, each with how many of its numbers still wait."""
    left = dict(
        reserved_in(book)
        .order_by()
        .values_list("subject_id")
        .annotate(Count("pk"))
        .values_list("subject_id", "pk__count")
    )
    rows = Reservation.objects.filter(book=book).select_related("reserved_by").order_by("-first_number")
    return [(row, left.get(row.pk, 0)) for row in rows]


def printing_for(actor: Actor, printing_id: int) -> Printing | None:
    rows = Printing.objects.select_related("book__office__administration", "asked_by").prefetch_related("parts__file")
    return rows.filter(pk=printing_id, book__in=Book.objects.visible_to(actor)).first()


def printings_of(book: Book) -> QuerySet[Printing]:
    """The last printings of a book."""
    return Printing.objects.filter(book=book).select_related("asked_by").order_by("-asked_at")[:5]


def proof_of(entry: RegisterEntry) -> dict[str, Any]:
    """The proof of what a line holds now.

    Raises:
        journal.NotSealedYet: no checkpoint covers it yet.
    """
    return journal.proof(entry.book.chain, entry.vouched_at)


def printed(prefix: str, first: int, last: int) -> list[PrintedPart]:
    """The files printed of these lines, newest first."""
    rows = PrintedPart.objects.filter(printing__book__prefix=prefix, first_number=first, last_number=last)
    return list(rows.select_related("file", "printing__book__office__administration").order_by("-pk")[:20])


# --- checking -------------------------------------------------------------------------------------------------------

IRREGULAR = """
SELECT b.prefix, 'numbers do not run from 1 to ' || b.last_number
FROM registers_book b LEFT JOIN registers_registerentry r ON r.book_id = b.id
GROUP BY b.id
HAVING count(r.id) <> b.last_number OR COALESCE(min(r.number), 1) <> 1 OR COALESCE(max(r.number), 0) <> b.last_number
UNION ALL
SELECT b.prefix, 'the journal does not confirm number ' || r.number
FROM registers_registerentry r
JOIN registers_book b ON b.id = r.book_id
LEFT JOIN journal_chain c ON c.name = b.chain
LEFT JOIN journal_entry e ON e.chain_id = c.id AND e.position = r.position
LEFT JOIN journal_entry v ON v.chain_id = c.id AND v.position = r.vouched_at
WHERE e.number IS DISTINCT FROM r.number OR e.at IS DISTINCT FROM r.registered_at
   OR v.subject IS DISTINCT FROM r.subject_kind || ':' || r.subject_id
   OR NOT (CASE r.state WHEN 'current' THEN v.kind IN ('register.numbered', 'register.filled')
                        ELSE v.kind = 'register.' || r.state END)
   OR (position(encode(r.content_digest, 'hex') IN convert_from(v.body, 'UTF8')) = 0
       AND position('"digest":' IN convert_from(v.body, 'UTF8')) > 0)
   OR (r.vouched_at > r.position
       AND (convert_from(v.body, 'UTF8')::jsonb #>> '{facts,number}')::int IS DISTINCT FROM r.number)
UNION ALL
SELECT c.name, 'number ' || e.number || ' is in the journal and not in the register'
FROM journal_chain c
JOIN journal_entry e ON e.chain_id = c.id AND e.number > 0
LEFT JOIN registers_book b ON b.chain = c.name
LEFT JOIN registers_registerentry r ON r.book_id = b.id AND r.number = e.number AND r.position = e.position
WHERE c.name LIKE 'register:%' AND r.id IS NULL
UNION ALL
SELECT b.prefix, 'the journal corrects number ' || r.number || ' and the register does not'
FROM registers_book b
JOIN journal_chain c ON c.name = b.chain
JOIN journal_entry e ON e.chain_id = c.id
     AND e.kind IN ('register.filled', 'register.rectified', 'register.annulled')
JOIN registers_registerentry r ON r.book_id = b.id
     AND r.number = (convert_from(e.body, 'UTF8')::jsonb #>> '{facts,number}')::int
WHERE e.position > r.vouched_at
"""


def irregularities() -> list[tuple[str, str]]:
    """Gaps, doubles and lines that the journal does not confirm, as (where, what). Reads every register whole."""
    with connection.cursor() as cursor:
        cursor.execute(IRREGULAR)
        return cursor.fetchall()
