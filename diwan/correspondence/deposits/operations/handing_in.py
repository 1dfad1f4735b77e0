"""Handing in: a letter enters the incoming register of an office, from wherever it came (REG-1)."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.engines.registers import api as registers
from diwan.kit import failpoints
from diwan.kit.arabic import normalise
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import events
from ..enums import ApplicantKind, Channel, IdentityKind, StepKind
from ..models import PIECE, Deposit, Piece, Step, digest_of_code
from ..policies import may_send_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that reads two ways
CODE_LENGTH = 12  # 60 bits
# How to reach somebody is no part of what they deposit, and a receipt is shown to others.
CONTACT = ("email", "phone", "address", "sender_unit")


class OfficeClosed(Refusal):
    message = _("This registry office does not take deposits.")
    advice = _("Choose another office from the list.")


class ProcedureGone(Refusal):
    message = _("This procedure is not offered here any more.")
    advice = _("Choose another one from the list.")


@dataclass(frozen=True)
class Applicant:
    """Who hands the letter in, as they say."""

    name: str
    kind: ApplicantKind = ApplicantKind.PERSON
    identity_kind: IdentityKind = IdentityKind.NONE
    identity_number: str = ""
    email: str = ""
    phone: str = ""
    representative: str = ""
    address: str = ""
    sender_unit: int | None = None  # the unit for which an official deposits


@dataclass(frozen=True)
class Letter:
    """What is handed in. `pieces` are ids of stored files not yet claimed; `procedure` the key of a version."""

    subject: str
    body: str = ""
    language: str = "ar"
    pieces: Sequence[int] = field(default_factory=tuple)
    procedure: int | None = None
    sender_reference: str = ""
    needed: Mapping[int, int] = field(default_factory=dict)  # which file is said to be which needed piece


@dataclass(frozen=True)
class Arrival:
    """How the letter came. At the counter and by post, the clerk who acts receives it for somebody else.

    `received_on`: when the paper came, from which legal time runs; `kept_at`: where it is kept; `reserved`: the line of
    the register it takes, of those reserved (its number was stamped on paper during an outage); None for the next one.
    """

    channel: Channel = Channel.ONLINE
    received_on: date | None = None
    kept_at: str = ""
    reserved: int | None = None


ONLINE = Arrival()


@dataclass(frozen=True)
class Deposited:
    """The answer to the depositor: what the register says, and the code that opens the follow-up."""

    deposit: Deposit
    code: str
    number: int
    year: int
    office: organisations.OfficeCard
    pieces: Sequence[files.StoredFile]


def deposit(
    *,
    actor: Actor,
    office_id: int,
    applicant: Applicant,
    letter: Letter,
    now: datetime,
    arrival: Arrival = ONLINE,
) -> Deposited:
    """Enter a letter in the incoming register of an office (REG-1); the receipt follows within seconds (REG-2).

    The journal receives digests only, so that personal data can be forgotten without breaking the proof (law 09-08).

    Raises:
        OfficeClosed: the office takes no deposits, or does not exist.
        ProcedureGone: the procedure is not one of this office's administration or country.
        NotAllowed: the actor does not deposit for that unit.
        files.FileGone, files.TooManyFiles: a piece was swept meanwhile, or there are more than a letter carries.
    """
    with acknowledged():
        office = organisations.open_office(office_id, now, public=arrival.channel not in BY_HAND)
        if office is None:
            raise OfficeClosed
        if applicant.sender_unit is not None and not may_send_for(actor, applicant.sender_unit):
            raise NotAllowed
        card = offered(letter.procedure, office)
        clock = start_clock(card, office.country, arrival.received_on or calendars.local_day(now, office.country))
        deposit_id, code = next_id(Deposit), new_code()
        stored = files.claim_all(letter.pieces, purpose=PIECE, subject=str(deposit_id), now=now)
        content = sealed_content(applicant, letter, stored, card, arrival)
        # All that hangs on the deposit goes in before it (foreign keys are checked at the commit): the register is
        # locked from the moment it gives the number, so that is asked for last.
        known = {piece.id for piece in card.needed} if card else set()
        said_to_be = {f: needed for f, needed in letter.needed.items() if needed in known}
        Piece.objects.bulk_create(
            Piece(deposit_id=deposit_id, file_id=f.id, position=n, needed_id=said_to_be.get(f.id))
            for n, f in enumerate(stored, 1)
        )
        Step.objects.create(deposit_id=deposit_id, kind=StepKind.REGISTERED, at=now, unit_id=office.unit_id)
        facts.tell(events.DepositRegistered(deposit_id=deposit_id))
        failpoints.reach("deposit.before_lock")
        entry = numbered(office, deposit_id, content, actor, now, arrival.reserved)
        failpoints.reach("deposit.after_number")
        row = Deposit.objects.create(
            pk=deposit_id,
            office_id=office.id,
            entry_id=entry.entry_id,
            reference=entry.reference,
            registered_at=entry.registered_at,
            procedure_version_id=letter.procedure,
            unit_id=(card and card.unit_id) or office.unit_id,
            clock_started_on=clock.started_on if clock else None,
            due_on=clock.due_on if clock else None,
            search_text=searched(entry.reference, applicant.name, letter.subject, letter.body),
            content=content,
            fingerprint=fingerprint(letter, stored),
            code_digest=digest_of_code(code),
            **said(actor, applicant, letter, arrival),
        )
    return Deposited(row, code, entry.number, entry.year, office, stored)


REMOTE = (Channel.ONLINE, Channel.API)
BY_HAND = (Channel.COUNTER, Channel.POST)
APPLICANT_FIELDS = ("representative", "identity_kind", "identity_number", "email", "phone", "address")


def numbered(
    office: organisations.OfficeCard, deposit_id: int, content: str, actor: Actor, now: datetime, reserved: int | None
) -> registers.Registration:
    """The next number of the office's incoming register (or a reserved one), and its line in the journal."""
    if reserved is not None:
        return registers.fill(
            entry_id=reserved,
            office_id=office.id,
            subject_kind="deposit",
            subject_id=deposit_id,
            content_digest=hashlib.sha256(content.encode()).digest(),
            actor=actor,
            now=now,
        )
    return registers.register(
        office=registers.OfficeRef(office.id, office.code, calendars.zone(office.country)),
        kind=registers.Kind.INCOMING,
        at=now,
        subject_kind="deposit",
        subject_id=deposit_id,
        content_digest=hashlib.sha256(content.encode()).digest(),
        actor=actor,
    )


def said(actor: Actor, applicant: Applicant, letter: Letter, arrival: Arrival) -> dict[str, Any]:
    """The fields of a deposit that are as they were given."""
    remote = arrival.channel in REMOTE
    return {
        "channel": arrival.channel,
        "received_on": arrival.received_on,
        "kept_at": arrival.kept_at,
        "received_by_id": None if remote else actor.person_id,
        "depositor_id": actor.person_id if remote else None,
        "sender_unit_id": applicant.sender_unit,
        "applicant_kind": applicant.kind,
        "applicant_name": applicant.name,
        **{name: getattr(applicant, name) for name in APPLICANT_FIELDS},
        **{name: getattr(letter, name) for name in ("language", "subject", "body", "sender_reference")},
    }


def offered(version_id: int | None, office: organisations.OfficeCard) -> procedures.ProcedureCard | None:
    """The procedure asked for, if this office's administration or country has it; None for a plain letter."""
    if version_id is None:
        return None
    card = procedures.card(version_id)
    if card is None or card.country != office.country or card.administration_id not in (None, office.administration_id):
        raise ProcedureGone
    return card


def start_clock(card: procedures.ProcedureCard | None, country: str, day: date) -> calendars.LegalClock | None:
    """The legal time that runs from the day of receipt; None where the procedure has none, or starts it later."""
    if card is None or card.rule is None or card.clock_start != procedures.ClockStart.REGISTRATION:
        return None
    return calendars.LegalClock(calendars.calendar(country), card.rule, day)


def fingerprint(letter: Letter, stored: Sequence[files.StoredFile]) -> bytes:
    """SHA-256 by which the same letter handed in twice is recognised: its words and its pieces, whoever brings them."""
    words = [normalise(letter.subject), normalise(letter.body), *sorted(f.sha256 for f in stored)]
    return hashlib.sha256("\0".join(words).encode()).digest()


def sealed_content(
    applicant: Applicant,
    letter: Letter,
    stored: Sequence[files.StoredFile],
    card: procedures.ProcedureCard | None,
    arrival: Arrival = ONLINE,
) -> str:
    """The text whose digest enters the journal: canonical JSON of all that was handed in, with a salt.

    The salt keeps a stranger from guessing a short letter from its digest. The receipt carries this text, so whoever
    holds it can show what was deposited.
    """
    content: dict[str, Any] = {
        "applicant": {k: str(v) for k, v in asdict(applicant).items() if k not in CONTACT},
        "body": letter.body,
        "language": letter.language,
        "procedure": card.code if card else "",
        "pieces": [{"media_type": f.media_type, "name": f.name, "sha256": f.sha256, "size": f.size} for f in stored],
        "salt": secrets.token_hex(16),
        "subject": letter.subject,
        "v": 1,
    }
    if arrival.received_on:
        content["arrival"] = {"channel": arrival.channel.value, "on": arrival.received_on.isoformat()}
    return canonical(content)


def canonical(content: dict[str, Any]) -> str:
    """One text for one content, so that its digest is always the same."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def searched(reference: str, name: str, subject: str, body: str) -> str:
    return normalise(f"{reference} {name} {subject} {body}")


def next_id(model: type[Deposit]) -> int:
    """The number of a row not yet written. Unlike a register's, it may be skipped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return cursor.fetchone()[0]


def new_code() -> str:
    """A follow-up code, `K7QF-9M2X-4TRB`."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))
