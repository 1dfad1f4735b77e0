"""Numbers: given once, in order, without a gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.kit.refusals import Refusal

from ..enums import MARKS, Kind
from ..models import Book, reference

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from diwan.core.organisations.api import Actor

# Requests that arrive together may take their numbers in another order than they came; a clock set back is more.
CLOCK_TOLERANCE = timedelta(seconds=60)


class ClockWentBack(Refusal):
    message = _("The server's clock is behind the last entry of this register. Nothing was registered.")
    advice = _("Ask the operator to correct the clock, then send again.")
    status = 503


class BookClosed(Refusal):
    message = _("The register %(prefix)s is closed: it gives no number any more. Nothing was registered.")
    advice = _("Register the letter in the register of this year.")


@dataclass(frozen=True, slots=True)
class OfficeRef:
    """What a register must know of its office: which one, how its references begin, by which clock its years turn."""

    id: int
    code: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Registration:
    """A number just given, and where the journal says so."""

    entry_id: int
    book_id: int
    year: int
    number: int
    reference: str
    chain: str
    position: int
    leaf: bytes
    registered_at: datetime


@transaction.atomic(savepoint=False)  # a savepoint costs two trips; a refusal here ends the whole act anyway
def register(
    *,
    office: OfficeRef,
    kind: Kind,
    at: datetime,
    subject_kind: str,
    subject_id: int,
    content_digest: bytes,
    actor: Actor,
) -> Registration:
    """Give a thing the next number of the office's book of that year, and write it in the journal.

    Call it last in the transaction: from here to the commit, nobody else gets a number from this book. A rollback
    gives the number back. `at` is the legal time, when the request was received whole; `content_digest` is the SHA-256
    of what was received. One statement; two more for the first entry of a year.

    Raises:
        ClockWentBack: `at` is more than a minute before an entry already made. Years and dates then stay in order.
        BookClosed: the book of that year was closed.
    """
    kind, year = Kind(kind), at.astimezone(office.zone).year
    chain = f"register:{office.id}:{kind}:{year}"
    subject = f"{subject_kind}:{subject_id}"
    facts = {"digest": content_digest.hex(), "kind": str(kind), "office": office.code, "year": year}
    body = journal.body(chain=chain, kind=NUMBERED, at=at, actor_id=actor.person_id, subject=subject, facts=facts)
    line = {
        "office": office.id,
        "kind": str(kind),
        "year": year,
        "at": at,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "digest": content_digest,
        "actor": actor.person_id,
        "act": NUMBERED,
        "subject": subject,
        "body": body,
    }
    row = take_number(line)
    if row is None:
        open_book(office=office, kind=kind, year=year, chain=chain, at=at)
        row = take_number(line)
    if row is None:
        refuse_closed(office_id=office.id, kind=kind, year=year)
        raise ClockWentBack
    entry_id, book_id, prefix, number, position, leaf = row
    return Registration(
        entry_id=entry_id,
        book_id=book_id,
        year=year,
        number=number,
        reference=reference(prefix, number),
        chain=chain,
        position=position,
        leaf=bytes(leaf),
        registered_at=at,
    )


NUMBERED = "register.numbered"
TAKE_NUMBER = """
SELECT o_entry, o_book, o_prefix, o_number, o_position, o_leaf FROM registers_register(
    %(office)s, %(kind)s, %(year)s, %(at)s, %(subject_kind)s, %(subject_id)s, %(digest)s,
    %(actor)s, %(act)s, %(subject)s, %(body)s)
"""


def take_number(line: dict[str, Any]) -> tuple | None:
    """The next number of the book; None when there is no such book, it is closed, or it holds much later entries."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_NUMBER, line)
        return cursor.fetchone()


def refuse_closed(*, office_id: int, kind: Kind, year: int) -> None:
    """Tell a closed book from a clock that went back."""
    closed = Book.objects.filter(office_id=office_id, kind=kind, year=year, closed_at__isnull=False).first()
    if closed:
        raise BookClosed(prefix=closed.prefix)


def open_book(*, office: OfficeRef, kind: Kind, year: int, chain: str, at: datetime) -> None:
    """Open the book of a year if it is not open. The books of earlier years then take nothing much older than this.

    Raises:
        ClockWentBack: a later year is already under way.
    """
    siblings = Book.objects.filter(office_id=office.id, kind=kind)
    if siblings.filter(year__gt=year, last_at__gt=at + CLOCK_TOLERANCE).exists():
        raise ClockWentBack
    book = Book(
        office_id=office.id,
        kind=kind,
        year=year,
        prefix=f"{office.code}-{MARKS[kind]}{year}",
        chain=chain,
        last_at=at,
    )
    if Book.objects.bulk_create([book], ignore_conflicts=True):
        siblings.filter(year__lt=year, last_at__lt=at).update(last_at=at)
