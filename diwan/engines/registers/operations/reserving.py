"""Numbers given in advance, for an outage or a session on paper: each is filled with a letter later, or released."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies, queries
from ..enums import RESERVED, Kind, State
from ..models import RegisterEntry, Reservation
from .correcting import annul, vouch
from .numbering import OfficeRef, Registration, register

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

MOST = 200  # numbers at once: more than a day on paper at a busy counter; each keeps the book locked for a moment


class TooManyNumbers(Refusal):
    message = _("Between 1 and %(most)s numbers can be reserved at once.")
    status = 400


class ReasonMissing(Refusal):
    message = _("Say why: the reason stays in the register.")
    status = 400


class NotReserved(Refusal):
    message = _("This number is not reserved any more: a letter has it, or it was released.")
    advice = _("Choose another reserved number, or register the letter with the next one.")


def reserve(
    *, actor: Actor, office_id: int, count: int, reason: str, now: datetime, kind: Kind = Kind.INCOMING
) -> Reservation:
    """Give the next numbers of this year's book now, to letters that will be entered later.

    They are lines of the register like others, confirmed by the journal, so the numbers that follow leave no gap.

    Raises:
        NotAllowed: the actor does not keep the registers of this office.
        TooManyNumbers, ReasonMissing
        ClockWentBack, BookClosed: as for `register`.
    """
    office, reason = queries.kept_office(actor, office_id), reason.strip()
    if office is None:
        raise NotAllowed
    if not 1 <= count <= MOST:
        raise TooManyNumbers(most=MOST)
    if not reason:
        raise ReasonMissing
    with acknowledged():
        reservation_id = next_reservation()
        content = json.dumps({"reason": reason, "reservation": reservation_id, "v": 1}, ensure_ascii=False)
        given = [
            register(
                office=OfficeRef(office.pk, office.code, calendars.zone(office.administration.country)),
                kind=kind,
                at=now,
                subject_kind=RESERVED,
                subject_id=reservation_id,
                content_digest=hashlib.sha256(content.encode()).digest(),
                actor=actor,
            )
            for _n in range(count)
        ]
        # The first of them locked the book until the commit, so they follow one another.
        return Reservation.objects.create(
            pk=reservation_id,
            book_id=given[0].book_id,
            first_number=given[0].number,
            last_number=given[-1].number,
            reason=reason,
            reserved_at=now,
            reserved_by_id=actor.person_id,
        )


def fill(
    *,
    entry_id: int,
    office_id: int,
    subject_kind: str,
    subject_id: int,
    content_digest: bytes,
    actor: Actor,
    now: datetime,
) -> Registration:
    """Put a thing on a reserved line. Whether the actor may enter it is asked by the app whose thing it is.

    Raises:
        NotReserved: another thing has this number, it was released, or it is of another office.
    """
    rows = RegisterEntry.objects.select_related("book").select_for_update(of=["self"], no_key=True)
    entry = rows.filter(pk=entry_id, book__office=office_id, subject_kind=RESERVED, state=State.CURRENT).first()
    if entry is None:
        raise NotReserved
    entry.subject_kind, entry.subject_id, entry.content_digest = subject_kind, subject_id, content_digest
    said = vouch(entry, kind="register.filled", facts={}, actor=actor, now=now)
    return Registration(
        entry_id=entry.pk,
        book_id=entry.book_id,
        year=entry.book.year,
        number=entry.number,
        reference=entry.reference,
        chain=entry.book.chain,
        position=said.position,
        leaf=said.leaf,
        registered_at=now,
    )


def release(*, actor: Actor, reservation_id: int, reason: str, now: datetime) -> int:
    """Annul what is left of a reservation, with a reason; how many numbers it was.

    Raises:
        NotAllowed, ReasonMissing
    """
    if not reason.strip():
        raise ReasonMissing
    with acknowledged():
        reservation = Reservation.objects.select_related("book__office__unit").get(pk=reservation_id)
        if not policies.may_keep(actor, reservation.book.office.unit):
            raise NotAllowed
        left = list(queries.left_of(reservation).select_for_update(of=["self"]))
        for entry in left:
            annul(entry_id=entry.pk, reason=reason.strip(), actor=actor, now=now)
        return len(left)


def next_reservation() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Reservation._meta.db_table])
        return cursor.fetchone()[0]
