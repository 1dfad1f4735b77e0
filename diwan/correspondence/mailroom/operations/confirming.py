"""A clerk confirms what was found on a document: it is registered, once, and the next one opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.letters import api as letters
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..enums import Become, DocumentState, Origin
from ..events import PaperRegistered
from ..models import Document
from . import copies
from .leasing import AlreadySettled, Taken, held_by_other

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

MEDIA = {Origin.MAILBOX: letters.Medium.EMAIL}


class ArrangedMeanwhile(Refusal):
    message = _("The pages of this document changed after it was shown to you. Nothing was registered.")
    advice = _("Look at its pages again, then confirm.")


class StillReading(Refusal):
    message = _("The pages of this document are still being read. Nothing was registered.")
    advice = _("It is ready in a moment.")


class ReasonMissing(Refusal):
    message = _("Say why it is not to be registered.")
    status = 400


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What the clerk confirmed. The fields of a person are read where the document becomes a deposit."""

    become: Become = Become.LETTER
    sender: str
    subject: str
    received_on: date
    dated_on: date | None = None
    their_reference: str = ""
    language: str = "ar"
    unit: int | None = None
    level: letters.Level = letters.Level.ORDINARY
    medium: letters.Medium = letters.Medium.PAPER
    party_kind: letters.PartyKind = letters.PartyKind.ADMINISTRATION
    kept_at: str = ""
    identity: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """A document and what it became; a deposit with the follow-up code to be handed over, which is not kept."""

    document: Document
    deposited: deposits.Deposited | None = None

    @property
    def reference(self) -> str:
        thing = self.document.letter or self.document.deposit
        return str(thing.reference) if thing else ""


def register(*, actor: Actor, document_id: int, arranged: int, confirmed: Confirmed, now: datetime) -> Done:
    """Enter a document in the register of its office, with the file that came in and a copy that can be searched.

    The copy is made before the transaction, of the pages as they were shown: `arranged` is checked again inside it.

    Raises:
        NotAllowed, AlreadySettled, Taken, ArrangedMeanwhile, StillReading
        what `letters.register` or `deposits.register_arrival` raise.
    """
    shown = Document.objects.select_related("office__unit", "intake").get(pk=document_id)
    if not policies.may_work(actor, shown.office.unit):
        raise NotAllowed
    if shown.state == DocumentState.READING:
        raise StillReading
    if shown.state != DocumentState.WAITING:
        raise AlreadySettled
    made = copies.make(shown, now=now)
    with acknowledged():
        row = (
            Document.objects.select_for_update(of=("self",))
            .select_related("intake__source", "office__unit")
            .get(pk=document_id)
        )
        if row.state != DocumentState.WAITING:
            raise AlreadySettled
        if held_by_other(row, actor, now):
            raise Taken
        if row.arranged != arranged or row.arranged != shown.arranged:
            raise ArrangedMeanwhile
        deposited = None
        if confirmed.become == Become.DEPOSIT:
            deposited = _as_deposit(actor, row, confirmed, made, now)
            row.deposit = deposited.deposit
        else:
            row.letter = _as_letter(actor, row, confirmed, made, now)
        failpoints.reach("mailroom.registered")
        row.state, row.settled_at, row.settled_by_id = DocumentState.REGISTERED, now, actor.person_id
        row.lease_by, row.lease_until, row.entered = None, None, {}
        row.save()
        facts.tell(PaperRegistered(document_id=row.pk, letter_id=row.letter_id or 0, deposit_id=row.deposit_id or 0))
        return Done(row, deposited)


def _as_letter(actor: Actor, row: Document, said: Confirmed, made: copies.Made, now: datetime) -> letters.Letter:
    sender = letters.Correspondent(name=said.sender, kind=said.party_kind, identity=said.identity)
    letter = letters.register(
        actor=actor,
        office_id=row.office_id,
        kind=letters.Kind.INCOMING,
        letter=letters.NewLetter(
            subject=said.subject,
            parties=(sender,),
            language=said.language,
            medium=MEDIA.get(Origin(row.intake.origin), said.medium),
            level=said.level,
            unit=said.unit,
            dated_on=said.dated_on,
            received_on=said.received_on,
            their_reference=said.their_reference,
            kept_at=said.kept_at,
            origin=f"mailroom:{row.pk}",
        ),
        pieces=made.files,
        texts=made.texts,
        now=now,
    )
    letters.record(letter=letter, kind="mailroom.scanned", actor=actor, now=now, **copies.facts_of(row, now))
    return letter


def _as_deposit(actor: Actor, row: Document, said: Confirmed, made: copies.Made, now: datetime) -> deposits.Deposited:
    post = said.medium == letters.Medium.POST
    return deposits.register_arrival(
        actor=actor,
        office_id=row.office_id,
        applicant=deposits.Applicant(
            name=said.sender,
            kind=deposits.ApplicantKind.PERSON,
            identity_kind=deposits.IdentityKind.CIN if said.identity else deposits.IdentityKind.NONE,
            identity_number=said.identity,
        ),
        letter=deposits.Letter(
            subject=said.subject,
            language=said.language,
            pieces=tuple(made.files),
            sender_reference=said.their_reference,
        ),
        arrival=deposits.Arrival(
            deposits.Channel.POST if post else deposits.Channel.COUNTER, said.received_on, said.kept_at, None
        ),
        now=now,
    )


def set_aside(*, actor: Actor, document_id: int, reason: str, now: datetime) -> Document:
    """Not to be registered: an advertisement, a page scanned twice. It stays, with the reason, and can be taken back.

    Raises:
        ReasonMissing, NotAllowed, AlreadySettled, Taken
    """
    if not reason.strip():
        raise ReasonMissing
    with acknowledged():
        row = _waiting(actor, document_id, now)
        row.state, row.reason = DocumentState.ASIDE, reason.strip()
        row.settled_at, row.settled_by_id, row.lease_by, row.lease_until = now, actor.person_id, None, None
        row.save()
        return row


def take_up(*, actor: Actor, document_id: int, now: datetime) -> Document:
    """Bring back what was set aside.

    Raises:
        NotAllowed, AlreadySettled
    """
    with acknowledged():
        row = Document.objects.select_for_update(of=("self",)).select_related("office__unit").get(pk=document_id)
        if not policies.may_work(actor, row.office.unit):
            raise NotAllowed
        if row.state != DocumentState.ASIDE:
            raise AlreadySettled
        row.state, row.reason, row.settled_at, row.settled_by = DocumentState.WAITING, "", None, None
        row.save()
        return row


def _waiting(actor: Actor, document_id: int, now: datetime) -> Document:
    row = Document.objects.select_for_update(of=("self",)).select_related("office__unit").get(pk=document_id)
    if not policies.may_work(actor, row.office.unit):
        raise NotAllowed
    if row.state != DocumentState.WAITING:
        raise AlreadySettled
    if held_by_other(row, actor, now):
        raise Taken
    return row
