"""Opening: who of the office looked at a letter, when first, when last, how often; its depositor may see it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, F, Value, When

from diwan.kit.transactions import acknowledged

from ..enums import StepKind
from ..models import PROCESS, Opening, Step
from .deciding import processable, record

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Deposit

SITTING = timedelta(minutes=10)  # coming back within it is the same reading: an act reloads the page


def open_(*, actor: Actor, deposit_id: int, now: datetime) -> Deposit:
    """Note that an official has the letter before their eyes, with the messages of its depositor.

    Only the first opening by each reader enters the journal and locks the letter; the later ones are one UPDATE.

    Raises:
        NotAllowed: the actor sees the letter but may not process it.
    """
    with acknowledged():
        row = processable(actor, deposit_id)
        row.messages.filter(from_office=False, read_at=None).update(read_at=now)
        if not noted_again(actor, row, now):
            note_first(actor, row, now)
        return row


def noted_again(actor: Actor, row: Deposit, now: datetime) -> bool:
    """Count one more opening by a reader already noted; False when this one is new."""
    if actor.person_id is None:
        return False
    seen = row.openings.filter(reader_id=actor.person_id)
    unit_id = unit_of(actor, row)
    seen = seen.filter(unit=None) if unit_id is None else seen.filter(unit_id=unit_id)
    later = Case(When(last_at__lt=now - SITTING, then=F("times") + 1), default=F("times") + Value(0))
    return bool(seen.update(times=later, last_at=now))


def note_first(actor: Actor, row: Deposit, now: datetime) -> None:
    """The first time this reader opens the letter; the first of all is a step that the depositor sees."""
    if row.opened_at is None:
        row.opened_at = now
        row.save(update_fields=["opened_at"])
        Step.objects.create(deposit=row, kind=StepKind.OPENED, at=now, unit_id=row.office.unit_id)
    if actor.person_id is not None:  # the house itself is no reader
        Opening.objects.create(
            deposit=row, reader_id=actor.person_id, unit_id=unit_of(actor, row), first_at=now, last_at=now
        )
        record(actor, row, "deposit.opened", now)


def unit_of(actor: Actor, row: Deposit) -> int | None:
    """The unit of the seat from which the actor processes the mail of this office."""
    seat = actor.seat_for(PROCESS, row.office.unit)
    return seat.unit_id if seat else None
