"""A letter comes before a registry office: once, whatever is repeated on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters.api import Level, Priority
from diwan.kit import failpoints
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import WITHDRAWAL, ArrivalState, Event, Why
from ..events import ArrivalAnswered, LetterArrived
from ..evidence import digest, proof_of
from ..models import ARRIVED, Arrival, ArrivalPiece
from ..registry import Happened
from .proving import issuer_of, journalled, keep, office_now, prove

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from ..models import Evidence
    from ..registry import Proof


class NoOffice(Refusal):
    message = _("No registry office takes letters there.")


class AnotherContent(Refusal):
    message = _("Another content came before under this identifier. Nothing was taken.")


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What comes: the envelope as it was sent, its files stored here in the order of the envelope."""

    message_id: uuid.UUID
    channel: str
    office_id: int
    envelope: str
    sender_code: str
    sender_name: str
    sender_id: int | None = None
    pieces: tuple[int, ...] = ()
    proofs: tuple[Proof, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


def arrive(coming: Coming, *, now: datetime) -> tuple[Arrival, bool]:
    """Put a letter before a registry office; the arrival, and whether it is new. The same message again is the same
    arrival, as it stands today.

    Raises:
        NoOffice: the office is closed, or there is none.
        AnotherContent: the identifier was used for something else.
        files.FileGone, files.TooManyFiles
    """
    found = known(coming)
    if found:
        return found, False
    try:
        with acknowledged():
            row = created(coming, now)
            failpoints.reach("delivery.arrived")
            return row, True
    except IntegrityError:
        found = known(coming)
        if found is None:
            raise
        return found, False


def known(coming: Coming) -> Arrival | None:
    """The arrival of that message, if it came before."""
    row = Arrival.objects.filter(message_id=coming.message_id).first()
    if row is not None and digest(row.envelope) != digest(coming.envelope):
        raise AnotherContent
    return row


def created(coming: Coming, now: datetime) -> Arrival:
    office = organisations.open_office(coming.office_id, now, public=False)
    if office is None:
        raise NoOffice
    row = Arrival(
        message_id=coming.message_id,
        channel=coming.channel,
        office_id=office.id,
        sender_id=coming.sender_id,
        sender_code=coming.sender_code[:80],
        sender_name=coming.sender_name[:200],
        envelope=coming.envelope,
        arrived_at=now,
        data=coming.data,
    )
    said = row.said["letter"]
    row.reference, row.subject = str(said["reference"])[:80], str(said["subject"])[:300]
    row.level = Level(said["level"]) if said["level"] in Level.values else Level.CONFIDENTIAL
    row.priority = Priority(said["priority"]) if said["priority"] in Priority.values else Priority.NORMAL
    today = calendars.local_day(now, office.country)
    row.decide_by = calendars.due_on(office.country, today, settings.DIWAN_ARRIVAL_DAYS, "working")
    with transaction.atomic():
        row.save()
    stored = files.claim_all(coming.pieces, purpose=ARRIVED, subject=str(row.pk), now=now)
    labels = [str(piece.get("label", ""))[:120] for piece in said["pieces"]]
    ArrivalPiece.objects.bulk_create(
        ArrivalPiece(arrival=row, file=file, position=place, label=label)
        for place, (file, label) in enumerate(zip(stored, labels, strict=True), 1)
    )
    facts.tell(LetterArrived(arrival_id=row.pk))
    rows = keep(row, coming.proofs)
    happened = (Happened(Event.RELAY_ACCEPTANCE), Happened(Event.NOTIFICATION_FOR_ACCEPTANCE))
    rows += prove(row, happened, issuer=issuer_of(office), now=now)
    journalled(rows, office_id=office.id, now=now)
    return row


def told_more(*, message_id: uuid.UUID, proofs: tuple[Proof, ...], now: datetime) -> None:
    """The sender's end made more evidence of a message that came, or some was lost on the way: kept, each once. Where
    it asks for the letter, it is answered.

    Raises:
        Arrival.DoesNotExist: it did not come.
    """
    with acknowledged():
        row = Arrival.objects.locked().get(message_id=message_id)
        rows = keep(row, proofs)
        if asked := next((one for one in rows if one.occasion == WITHDRAWAL), None):
            rows += give_back(row, asked.reason, now)
        journalled(rows, office_id=row.office_id, now=now)


def give_back(row: Arrival, reason: str, now: datetime) -> list[Evidence]:
    """The sender asks for a locked arrival: given back where nobody decided yet; else told that it was accepted. What
    was refused or returned says so already."""
    if row.state == ArrivalState.WAITING:
        rows = withdrawn(row, reason, now)
    elif row.state == ArrivalState.REGISTERED and row.letter:
        detail = {"registered_as": row.letter.reference}
        kept = Happened(Event.CONTENT_HANDOVER, occasion=WITHDRAWAL, detail=detail)
        rows = prove(row, [kept], issuer=issuer_of(office_now(row.office_id, now)), now=now)
    else:
        return []
    facts.tell(ArrivalAnswered(arrival_id=row.pk, channel=row.channel, state=row.state))
    return rows


def withdrawn(row: Arrival, reason: str, now: datetime) -> list[Evidence]:
    """Take a locked arrival, on which nobody decided, off the list of its office."""
    row.state, row.decided_at = ArrivalState.WITHDRAWN, now
    row.reason_code, row.reason = Why.WITHDRAWN, reason
    row.save(update_fields=["state", "decided_at", "reason_code", "reason"])
    happened = [Happened(Event.CONTENT_HANDOVER_FAILURE, Why.WITHDRAWN, reason)]
    return prove(row, happened, issuer=issuer_of(office_now(row.office_id, now)), now=now)


def proofs_of(arrival: Arrival) -> tuple[Proof, ...]:
    """The evidence this end made of an arrival, for its sender."""
    return tuple(proof_of(row) for row in arrival.evidence.filter(ours=True))


def take_back(*, message_id: uuid.UUID, reason: str, now: datetime) -> bool:
    """The sender withdraws a message: whether it could, because nobody had decided yet (or it never came).

    Only for senders of this instance: what never came cannot come any more, since whoever carries it holds the lock of
    its sending, as the caller does, and looks whether it still waits. A message that travels has no such lock: its
    channel asks for it (see withdrawing).
    """
    with acknowledged():
        row = Arrival.objects.locked().filter(message_id=message_id).first()
        if row is None or row.state == ArrivalState.WITHDRAWN:
            return True
        if row.state != ArrivalState.WAITING:
            return False
        journalled(withdrawn(row, reason, now), office_id=row.office_id, now=now)
        return True
