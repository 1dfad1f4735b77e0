"""Forwarding: a letter that another office is competent for goes there, with a number of its own, in one act.

The administration that receives a request it has no power over owes it to the depositor to pass it on and to say so
(law 55-19). Both registers show it, the same sealed content stands in both, and the depositor's code opens both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit import failpoints
from diwan.kit.arabic import normalise
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from .. import events
from ..enums import Channel, MessageKind, State, StepKind
from ..models import ATTACHMENT, PIECE, Deposit, Message, MessageFile, Piece, Step
from .becoming import follow
from .deciding import demand, processable, record
from .handing_in import APPLICANT_FIELDS, ProcedureGone, next_id, numbered, offered, start_clock

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, OfficeCard
    from diwan.correspondence.procedures.api import ProcedureCard

LOCK = 0x6465_7066  # "depf": the family of advisory locks, one an office, that keeps two forwardings from crossing
KEPT = (
    "procedure_version_id",
    "language",
    "depositor_id",
    "sender_unit_id",
    "applicant_kind",
    "applicant_name",
    *APPLICANT_FIELDS,
    "sender_reference",
    "subject",
    "body",
    "content",
    "code_digest",
    "fingerprint",
)


class NoReasonGiven(Refusal):
    message = _("Say why the letter is forwarded: the depositor reads it.")
    status = 400


class OfficeGone(Refusal):
    message = _("This office takes no letters: it is closed, or its administration was abolished.")
    advice = _("Choose another office.")


class SameOffice(Refusal):
    message = _("The letter is already at this office.")
    advice = _("Choose another office, or accept it here.")


class AnotherCountry(Refusal):
    message = _("A letter is forwarded within the administrations of one country.")
    advice = _("Return it, and tell its depositor where to write.")


class CameFromThere(Refusal):
    message = _("This letter came from that office (%(reference)s): sending it back would make it go in circles.")
    advice = _("Accept it, return it with a reason, or choose a third office.")


def forward(*, actor: Actor, deposit_id: int, office_id: int, reason: str, now: datetime) -> Deposit:
    """Pass a letter on to the office competent for it; the deposit made there. Its legal time starts there, anew.

    Raises:
        NoReasonGiven: no reason was given.
        OfficeGone, SameOffice, AnotherCountry, CameFromThere: it cannot go there.
        NotAllowed, AlreadyDecided: as for `accept`.
    """
    if not reason.strip():
        raise NoReasonGiven
    with acknowledged():
        row = processable(actor, deposit_id)
        demand(row, State.FORWARDED)
        office = destination(row, office_id, now)
        queue_offices(row.office_id, office.id)
        row.state, row.decided_at, row.decided_by_id, row.reason = State.FORWARDED, now, actor.person_id, reason.strip()
        row.closed_at = now
        row.save(update_fields=["state", "decided_at", "decided_by", "reason", "closed_at"])
        follow(row, actor, now)
        new = registered_there(actor, row, office, now)
        Step.objects.create(deposit=row, kind=StepKind.FORWARDED, at=now, unit_id=row.office.unit_id)
        place = record(
            actor,
            row,
            "deposit.forwarded",
            now,
            digest=bytes(row.entry.content_digest).hex(),
            to=new.reference,
            office=office.code,
        )
        facts.tell(
            events.DepositForwarded(deposit_id=row.pk, forwarded_id=new.pk, chain=place.chain, position=place.position)
        )
        failpoints.reach("deposit.forwarded")
        return new


def destination(row: Deposit, office_id: int, now: datetime) -> OfficeCard:
    """The office the letter may go to."""
    office = organisations.open_office(office_id, now)
    if office is None:
        raise OfficeGone
    if office.id == row.office_id:
        raise SameOffice
    if office.country != row.office.administration.country:
        raise AnotherCountry
    earlier = row.forwarded_from
    while earlier is not None:
        if earlier.office_id == office.id:
            raise CameFromThere(reference=earlier.reference)
        earlier = earlier.forwarded_from
    return office


def queue_offices(*offices: int) -> None:
    """A forwarding writes in two registers: two that cross each other would wait for one another for ever."""
    with connection.cursor() as cursor:
        for office_id in sorted(offices):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, office_id])


def registered_there(actor: Actor, row: Deposit, office: OfficeCard, now: datetime) -> Deposit:
    """The letter in the other office's register: its number last, as for every deposit."""
    new_id, card = next_id(Deposit), procedure_there(row, office)
    take_pieces(row, new_id, now)
    Step.objects.create(deposit_id=new_id, kind=StepKind.REGISTERED, at=now, unit_id=office.unit_id)
    facts.tell(events.DepositRegistered(deposit_id=new_id))
    clock = start_clock(card, office.country, calendars.local_day(now, office.country))
    kept = {name: getattr(row, name) for name in KEPT}
    entry = numbered(office, new_id, row.content, actor, now, reserved=None)
    return Deposit.objects.create(
        pk=new_id,
        office_id=office.id,
        entry_id=entry.entry_id,
        reference=entry.reference,
        registered_at=entry.registered_at,
        unit_id=(card and card.unit_id) or office.unit_id,
        channel=Channel.FORWARDED,
        forwarded_from=row,
        clock_started_on=clock.started_on if clock else None,
        due_on=clock.due_on if clock else None,
        search_text=normalise(f"{entry.reference} {row.reference} {row.applicant_name} {row.subject} {row.body}"),
        **{**kept, "procedure_version_id": card.version_id if card else None},
    )


def procedure_there(row: Deposit, office: OfficeCard) -> ProcedureCard | None:
    """The letter's procedure, where the other office has it too; a plain letter else."""
    try:
        return offered(row.procedure_version_id, office)
    except ProcedureGone:
        return None


def take_pieces(row: Deposit, new_id: int, now: datetime) -> None:
    """The same files, kept by both letters: those handed in, and those sent later as missing pieces."""
    pieces = list(row.pieces.order_by("position"))
    files.claim_all([piece.file_id for piece in pieces], purpose=PIECE, subject=str(new_id), now=now)
    Piece.objects.bulk_create(
        Piece(deposit_id=new_id, file_id=p.file_id, position=p.position, needed_id=p.needed_id) for p in pieces
    )
    for sent in row.messages.filter(kind=MessageKind.COMPLETION).prefetch_related("files"):
        again = Message.objects.create(
            deposit_id=new_id, kind=sent.kind, from_office=False, author_id=sent.author_id, text=sent.text, at=sent.at
        )
        joined = list(sent.files.all())
        files.claim_all([one.file_id for one in joined], purpose=ATTACHMENT, subject=str(again.pk), now=now)
        MessageFile.objects.bulk_create(
            MessageFile(message=again, file_id=one.file_id, position=one.position) for one in joined
        )
