"""Numbers: given once, in order, without a gap; corrected in the open, never taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal

from . import policies
from .enums import FOLLOWS, MARKS, Kind, State
from .models import Book, RegisterEntry, reference

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


class NothingToCorrect(Refusal):
    message = _("This entry is annulled: it stays in the register as it is.")


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
    """The next number of the book; None when there is no such book, or it already holds much later entries."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_NUMBER, line)
        return cursor.fetchone()


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


@transaction.atomic
def annul(*, entry_id: int, reason: str, actor: Actor, now: datetime) -> RegisterEntry:
    """Mark an entry as annulled. It keeps its number and its line; the journal says who, when and why.

    Raises:
        NotAllowed: the actor does not keep this register.
        NothingToCorrect: it is annulled already.
    """
    return correct(entry_id=entry_id, state=State.ANNULLED, facts={"reason": reason}, actor=actor, now=now)


@transaction.atomic
def rectify(*, entry_id: int, content_digest: bytes, reason: str, actor: Actor, now: datetime) -> RegisterEntry:
    """Record that what an entry held was corrected: the new fingerprint stands in the row, the old one in the journal.

    Raises:
        NotAllowed: the actor does not keep this register.
        NothingToCorrect: it is annulled.
    """
    facts = {"digest": content_digest.hex(), "reason": reason}
    return correct(entry_id=entry_id, state=State.RECTIFIED, facts=facts, actor=actor, now=now)


def correct(*, entry_id: int, state: State, facts: dict[str, Any], actor: Actor, now: datetime) -> RegisterEntry:
    """Put an entry in another state and say so in the chain of its book."""
    entry = RegisterEntry.objects.select_related("book__office__unit").select_for_update(of=["self"]).get(pk=entry_id)
    if not policies.may_correct(actor, entry):
        raise NotAllowed
    if state not in FOLLOWS[State(entry.state)]:
        raise NothingToCorrect
    entry.state = state
    if "digest" in facts:
        entry.content_digest = bytes.fromhex(facts["digest"])
    entry.save(update_fields=["state", "content_digest"])
    journal.append(
        chain=entry.book.chain,
        kind=f"register.{state}",
        at=now,
        actor_id=actor.person_id,
        subject=f"{entry.subject_kind}:{entry.subject_id}",
        facts={"number": entry.number, **facts},
    )
    return entry
