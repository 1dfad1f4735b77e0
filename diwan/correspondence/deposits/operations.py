"""Every write on a deposit: hand in, issue the receipt, open, accept, return."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.engines.registers import api as registers
from diwan.kit import failpoints
from diwan.kit.arabic import normalise
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from . import events, policies
from .enums import TRANSITIONS, ApplicantKind, IdentityKind, State, StepKind
from .models import PIECE, RECEIPT, Deposit, Piece, Receipt, Step, digest_of_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that reads two ways
CODE_LENGTH = 12  # 60 bits
CONTACT = ("email", "phone")  # how to reach somebody is no part of what they deposit, and a receipt is shown to others


class OfficeClosed(Refusal):
    message = _("This registry office does not take deposits.")
    advice = _("Choose another office from the list.")


class AlreadyDecided(Refusal):
    message = _("This letter was already %(state)s on %(at)s. Nothing was changed.")
    advice = _("Reload the page to see where it stands.")


class ReasonMissing(Refusal):
    message = _("Say why the letter is returned: the depositor reads it.")
    status = 400


@dataclass(frozen=True)
class Applicant:
    """Who hands the letter in, as they say."""

    name: str
    kind: ApplicantKind = ApplicantKind.PERSON
    identity_kind: IdentityKind = IdentityKind.NONE
    identity_number: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Letter:
    """What is handed in. `pieces` are ids of stored files not yet claimed."""

    subject: str
    body: str = ""
    language: str = "ar"
    pieces: Sequence[int] = field(default_factory=tuple)


@dataclass(frozen=True)
class Deposited:
    """The answer to the depositor: what the register says, and the code that opens the follow-up."""

    deposit: Deposit
    code: str


def deposit(*, actor: Actor, office_id: int, applicant: Applicant, letter: Letter, now: datetime) -> Deposited:
    """Enter a letter in the incoming register of an office (REG-1); the receipt follows within seconds (REG-2).

    The journal receives digests only, so that personal data can be forgotten without breaking the proof (law 09-08).

    Raises:
        OfficeClosed: the office takes no deposits, or does not exist.
        files.FileGone, files.TooManyFiles: a piece was swept meanwhile, or there are more than a letter carries.
    """
    with acknowledged():
        office = organisations.open_office(office_id, now)
        if office is None:
            raise OfficeClosed
        deposit_id, code = next_id(Deposit), new_code()
        stored = [files.claim(id_, purpose=PIECE, subject=str(deposit_id), now=now) for id_ in letter.pieces]
        content = sealed_content(applicant, letter, stored)
        # All that hangs on the deposit goes in before it (foreign keys are checked at the commit): the register is
        # locked from the moment it gives the number, so that is asked for last.
        Piece.objects.bulk_create(
            Piece(deposit_id=deposit_id, file_id=f.id, position=n) for n, f in enumerate(stored, 1)
        )
        Step.objects.create(deposit_id=deposit_id, kind=StepKind.REGISTERED, at=now, unit_id=office.unit_id)
        facts.tell(events.DepositRegistered(deposit_id=deposit_id))
        failpoints.reach("deposit.before_lock")
        entry = registers.register(
            office=registers.OfficeRef(office.id, office.code, calendars.zone(office.country)),
            kind=registers.Kind.INCOMING,
            at=now,
            subject_kind="deposit",
            subject_id=deposit_id,
            content_digest=hashlib.sha256(content.encode()).digest(),
            actor=actor,
        )
        failpoints.reach("deposit.after_number")
        row = Deposit.objects.create(
            pk=deposit_id,
            office_id=office.id,
            entry_id=entry.entry_id,
            reference=entry.reference,
            registered_at=entry.registered_at,
            language=letter.language,
            applicant_kind=applicant.kind,
            applicant_name=applicant.name,
            identity_kind=applicant.identity_kind,
            identity_number=applicant.identity_number,
            email=applicant.email,
            phone=applicant.phone,
            subject=letter.subject,
            body=letter.body,
            search_text=normalise(f"{entry.reference} {applicant.name} {letter.subject} {letter.body}"),
            content=content,
            code_digest=digest_of_code(code),
        )
    return Deposited(row, code)


def sealed_content(applicant: Applicant, letter: Letter, stored: Sequence[files.StoredFile]) -> str:
    """The text whose digest enters the journal: canonical JSON of all that was handed in, with a salt.

    The salt keeps a stranger from guessing a short letter from its digest. The receipt carries this text, so whoever
    holds it can show what was deposited.
    """
    content = {
        "applicant": {k: str(v) for k, v in asdict(applicant).items() if k not in CONTACT},
        "body": letter.body,
        "language": letter.language,
        "pieces": [{"media_type": f.media_type, "name": f.name, "sha256": f.sha256, "size": f.size} for f in stored],
        "salt": secrets.token_hex(16),
        "subject": letter.subject,
        "v": 1,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def next_id(model: type[Deposit]) -> int:
    """The number of a row not yet written. Unlike a register's, it may be skipped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return cursor.fetchone()[0]


def new_code() -> str:
    """A follow-up code, `K7QF-9M2X-4TRB`."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def attach_receipt(*, deposit_id: int, file_id: int, now: datetime) -> Receipt | None:
    """Join a sealed receipt to its deposit and tell; None when a first receipt is already there (a job ran twice)."""
    with transaction.atomic():
        row = Deposit.objects.locked().get(pk=deposit_id)
        if row.receipts.exists():
            return None
        files.claim(file_id, purpose=RECEIPT, subject=str(deposit_id), now=now)
        receipt = Receipt.objects.create(deposit=row, version=1, file_id=file_id, issued_at=now)
        Step.objects.create(deposit=row, kind=StepKind.RECEIPTED, at=now)
        facts.tell(events.ReceiptIssued(deposit_id=row.pk, receipt_id=receipt.pk))
        return receipt


def open_(*, actor: Actor, deposit_id: int, now: datetime) -> Deposit:
    """Note, the first time only, that the registry office has opened the letter; the depositor sees it."""
    with acknowledged():
        row = processable(actor, deposit_id)
        if row.opened_at is None:
            row.opened_at = now
            row.save(update_fields=["opened_at"])
            Step.objects.create(deposit=row, kind=StepKind.OPENED, at=now, unit_id=row.office.unit_id)
            record(actor, row, "deposit.opened", now)
        return row


def accept(*, actor: Actor, deposit_id: int, now: datetime) -> Deposit:
    """Take the letter in: from here on the administration owes an answer.

    Raises:
        NotAllowed: the actor sees the letter but may not process it.
        AlreadyDecided: somebody accepted or returned it before.
    """
    with acknowledged():
        row = decide(actor, deposit_id, State.ACCEPTED, now=now, reason="")
        facts.tell(events.DepositAccepted(deposit_id=row.pk))
        return row


def return_(*, actor: Actor, deposit_id: int, reason: str, now: datetime) -> Deposit:
    """Give the letter back with a reason the depositor reads. Its number stays in the register.

    Raises:
        ReasonMissing: no reason was given.
        NotAllowed, AlreadyDecided: as for `accept`.
    """
    if not reason.strip():
        raise ReasonMissing
    with acknowledged():
        row = decide(actor, deposit_id, State.RETURNED, now=now, reason=reason.strip())
        facts.tell(events.DepositReturned(deposit_id=row.pk))
        return row


def decide(actor: Actor, deposit_id: int, state: State, *, now: datetime, reason: str) -> Deposit:
    """The one way from registered to a decision: locked, allowed, journalled, shown to the depositor."""
    row = processable(actor, deposit_id)
    if state not in TRANSITIONS[row.state]:
        assert row.decided_at is not None  # constraint deposit_decision_dated
        legal = row.decided_at.astimezone(calendars.zone(row.office.administration.country))
        raise AlreadyDecided(state=row.get_state_display(), at=f"{legal:%Y-%m-%d %H:%M}")
    row.state, row.decided_at, row.decided_by_id, row.reason = state, now, actor.person_id, reason
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    Step.objects.create(deposit=row, kind=StepKind(state.value), at=now, unit_id=row.office.unit_id)
    record(actor, row, f"deposit.{state.value}", now)
    return row


def processable(actor: Actor, deposit_id: int) -> Deposit:
    """The deposit, locked, if this actor may process it."""
    row = Deposit.objects.locked().select_related("office__administration", "entry__book").get(pk=deposit_id)
    if not policies.may_process(actor, row):
        raise NotAllowed
    return row


def record(actor: Actor, row: Deposit, kind: str, now: datetime) -> None:
    """Write an act on the deposit in the chain of its register."""
    journal.append(
        chain=row.entry.book.chain,
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"deposit:{row.pk}",
        facts={"reference": row.reference},
    )
