"""Reading the registers, and checking them against the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from .models import RegisterEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet


def entries_of(book_id: int) -> QuerySet[RegisterEntry]:
    """The lines of a book, newest first."""
    return RegisterEntry.objects.filter(book=book_id).select_related("book").order_by("-number")


def by_reference(text: str) -> RegisterEntry | None:
    """The line that a reference such as `MEN-2026-001284` names."""
    prefix, _, number = text.strip().upper().rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return RegisterEntry.objects.select_related("book").filter(book__prefix=prefix, number=int(number)).first()


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
WHERE e.number IS DISTINCT FROM r.number OR e.at IS DISTINCT FROM r.registered_at
   OR e.subject IS DISTINCT FROM r.subject_kind || ':' || r.subject_id
   OR (r.state = 'current' AND position(encode(r.content_digest, 'hex') IN convert_from(e.body, 'UTF8')) = 0)
UNION ALL
SELECT c.name, 'number ' || e.number || ' is in the journal and not in the register'
FROM journal_chain c
JOIN journal_entry e ON e.chain_id = c.id AND e.number > 0
LEFT JOIN registers_book b ON b.chain = c.name
LEFT JOIN registers_registerentry r ON r.book_id = b.id AND r.number = e.number AND r.position = e.position
WHERE c.name LIKE 'register:%' AND r.id IS NULL
"""


def irregularities() -> list[tuple[str, str]]:
    """Gaps, doubles and lines that the journal does not confirm, as (where, what). Reads every register whole."""
    with connection.cursor() as cursor:
        cursor.execute(IRREGULAR)
        return cursor.fetchall()
