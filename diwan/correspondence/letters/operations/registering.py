"""A letter enters a register: what came in at once, what was drafted when it is ready to leave."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.engines.registers import api as registers
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from ..enums import REGISTER, Kind, Level, Medium, PartyKind, PartyRole, PieceRole, Priority, State
from ..events import LetterRegistered
from ..models import PIECE, Letter, Party, Piece
from . import indexing, sights
from .linking import link
from .placing import letter_named
from .recording import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, Seat

    from ..enums import LinkKind

SUBJECT = "letter"  # what registers call the line of a letter


class OfficeClosed(Refusal):
    message = _("This registry office keeps no register today. Nothing was registered.")


class NoCorrespondent(Refusal):
    message = _("Say who the letter is from, or to whom it goes.")
    status = 400


class NotADraft(Refusal):
    message = _("This letter has its number already: %(reference)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """Who a letter is from or to. `unit` on this instance, `body` by the directory of other instances."""

    name: str
    role: PartyRole = PartyRole.SENDER
    kind: PartyKind = PartyKind.ADMINISTRATION
    representative: str = ""
    title: str = ""
    unit: int | None = None
    body: str = ""
    identity: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """What is known of a letter when it is registered or begun. `unit` is in charge, or wrote it."""

    subject: str
    parties: tuple[Correspondent, ...]
    body: str = ""
    language: str = "ar"
    medium: Medium = Medium.PAPER
    level: Level = Level.ORDINARY
    priority: Priority = Priority.NORMAL
    unit: int | None = None
    dated_on: date | None = None
    received_on: date | None = None
    their_reference: str = ""
    kept_at: str = ""
    plan_class: int | None = None
    dossier: int | None = None
    procedure_version: int | None = None
    due_on: date | None = None
    due_kind: str = ""
    origin: str = ""


LETTER_FIELDS = (
    "subject",
    "body",
    "language",
    "medium",
    "level",
    "priority",
    "dated_on",
    "received_on",
    "their_reference",
    "kept_at",
    "due_on",
    "due_kind",
    "origin",
)
PARTY_FIELDS = ("role", "kind", "name", "representative", "title", "body", "identity", "email", "phone", "address")


def register(
    *,
    actor: Actor,
    office_id: int,
    kind: Kind,
    letter: NewLetter,
    pieces: Sequence[int] = (),
    texts: Mapping[int, str] | None = None,
    reserved: int | None = None,
    links: Sequence[tuple[LinkKind, str]] = (),
    now: datetime,
) -> Letter:
    """Enter a letter in a register of an office: it has its number from here on.

    `pieces` are stored files, the first one the letter itself; `texts` what was read in them. `reserved` is a number
    given in advance; `links` say what the letter is to earlier ones, by their references.

    Raises:
        NotAllowed: the actor keeps no mail at that office.
        OfficeClosed, NoCorrespondent
        NoSuchLetter: a link names no letter that this actor may read.
        files.FileGone, files.TooManyFiles: as for a deposit.
    """
    if not letter.parties:
        raise NoCorrespondent
    with acknowledged():
        office = organisations.open_office(office_id, now, public=False)
        if office is None:
            raise OfficeClosed
        if not actor.may(REGISTER, office.place):
            raise NotAllowed
        earlier = [(what, letter_named(actor, reference)) for what, reference in links]
        row = begin(office, kind, letter, pieces, texts or {}, now)
        for what, other in earlier:
            link(letter=row, other_id=other.pk, kind=what, now=now)
        number(row, office, actor, now, reserved=reserved)
        return row


def take(
    *,
    actor: Actor,
    office: organisations.OfficeCard,
    letter: NewLetter,
    pieces: Sequence[int] = (),
    entry: registers.RegisterEntry,
    content: str,
    now: datetime,
) -> Letter:
    """Make a letter of what another app took in and numbered (`origin` names it): it has the same line of the register.

    `content` is what was sealed there, whose fingerprint that line holds.

    The caller has asked its own policy, and holds what it took in locked.
    """
    row = begin(office, Kind.INCOMING, letter, pieces, {}, now)
    number(row, office, actor, now, entry=entry, content=content)
    return row


def retell(*, letter: Letter, new: NewLetter, content: str) -> None:
    """Let a locked letter say what the thing it came from says now: who sent it, what about, who is in charge."""
    sender = letter.parties.filter(role=PartyRole.SENDER).order_by("position").first()
    if sender is not None and new.parties:
        for name in PARTY_FIELDS:
            setattr(sender, name, getattr(new.parties[0], name))
        sender.save()
    letter.subject, letter.their_reference, letter.content = new.subject, new.their_reference, content
    letter.unit_id, letter.procedure_version_id = new.unit, new.procedure_version
    letter.correspondent, letter.search_text = correspondent(letter.kind, new.parties), letter.searched
    letter.save(
        update_fields=[
            "subject",
            "their_reference",
            "content",
            "unit",
            "procedure_version",
            "correspondent",
            "search_text",
        ]
    )
    sights.refresh(letter)


def begin(
    office: organisations.OfficeCard,
    kind: Kind,
    letter: NewLetter,
    pieces: Sequence[int],
    texts: Mapping[int, str],
    now: datetime,
    author: int | None = None,
) -> Letter:
    """The letter, its parties and its pieces, still without a number."""
    row = Letter(
        administration_id=office.administration_id,
        office_id=office.id,
        kind=kind,
        state=State.DRAFT,
        begun_at=now,
        author_id=author,
        unit_id=letter.unit,
        plan_class_id=letter.plan_class,
        dossier_id=letter.dossier,
        procedure_version_id=letter.procedure_version,
        correspondent=correspondent(kind, letter.parties),
        **{name: getattr(letter, name) for name in LETTER_FIELDS},
    )
    parties = [
        Party(letter=row, position=n, unit_id=party.unit, **{name: getattr(party, name) for name in PARTY_FIELDS})
        for n, party in enumerate(letter.parties, 1)
    ]
    # Both are known before the row is: each written after it would be one statement more.
    row.search_text, row.audience = row.searched_with(parties), sights.of_new(row)
    row.save(force_insert=True)
    Party.objects.bulk_create(parties)
    _join(row, pieces, texts, now, after=0)
    return row


def add_pieces(
    row: Letter, pieces: Sequence[int], texts: Mapping[int, str], now: datetime, role: PieceRole | None = None
) -> None:
    """Join stored files to a letter, after those it has; the first one of all is the letter itself."""
    _join(row, pieces, texts, now, after=Piece.objects.filter(letter=row).count(), role=role)


def _join(
    row: Letter,
    pieces: Sequence[int],
    texts: Mapping[int, str],
    now: datetime,
    *,
    after: int,
    role: PieceRole | None = None,
) -> None:
    stored = files.claim_all(pieces, purpose=PIECE, subject=str(row.pk), now=now)
    Piece.objects.bulk_create(
        Piece(
            letter=row,
            file=file,
            position=after + n,
            role=role or (PieceRole.MAIN if after + n == 1 else PieceRole.ANNEX),
            text=texts.get(file.pk, ""),
            added_at=now,
        )
        for n, file in enumerate(stored, 1)
    )
    indexing.put(row)


def number(
    row: Letter,
    office: organisations.OfficeCard,
    actor: Actor,
    now: datetime,
    *,
    seat: Seat | None = None,
    reserved: int | None = None,
    entry: registers.RegisterEntry | None = None,
    content: str = "",
) -> None:
    """Give a draft its number, last of all: the register is locked from here to the commit.

    Raises:
        NotADraft: it has one.
    """
    if row.state != State.DRAFT:
        raise NotADraft(reference=row.reference)
    row.content = content or sealed_content(row)
    facts.tell(LetterRegistered(letter_id=row.pk, kind=row.kind))
    failpoints.reach("letters.before_lock")
    if entry is not None:
        row.entry, row.reference, row.registered_at = entry, entry.reference, entry.registered_at
        chain = entry.book.chain
    else:
        line = new_line(row, office, actor, now, reserved)
        chain = line.chain
        row.entry_id, row.reference, row.registered_at = line.entry_id, line.reference, line.registered_at
    row.state, row.registered_by_id = State.REGISTERED, actor.person_id
    row.search_text = row.searched
    row.save(update_fields=["entry", "reference", "registered_at", "state", "registered_by", "content", "search_text"])
    said = {"chain": chain, "reference": row.reference}
    record(letter=row, kind="letters.registered", actor=actor, now=now, seat=seat, **said)


def new_line(
    row: Letter, office: organisations.OfficeCard, actor: Actor, now: datetime, reserved: int | None
) -> registers.Registration:
    """The next number of the register of its kind, or one that was reserved there."""
    said: dict[str, Any] = {
        "subject_kind": SUBJECT,
        "subject_id": row.pk,
        "content_digest": hashlib.sha256(row.content.encode()).digest(),
        "actor": actor,
    }
    if reserved is not None:
        return registers.fill(entry_id=reserved, office_id=office.id, now=now, **said)
    book = registers.OfficeRef(office.id, office.code, calendars.zone(office.country))
    return registers.register(office=book, kind=Kind(row.kind), at=now, **said)


def correspondent(kind: str, parties: Sequence[Correspondent | Party]) -> str:
    """The name a list shows: the sender of what comes in, the first addressee of the rest."""
    role = PartyRole.SENDER if kind == Kind.INCOMING else PartyRole.ADDRESSEE
    named = next((party.name for party in parties if party.role == role), parties[0].name if parties else "")
    return named[:200]


def sealed_content(row: Letter) -> str:
    """The text whose digest enters the journal: canonical JSON of what the letter is, salted (see deposits)."""
    pieces = row.pieces.select_related("file")
    content: dict[str, Any] = {
        "body": row.body,
        "dated_on": row.dated_on.isoformat() if row.dated_on else "",
        "kind": row.kind,
        "parties": [
            {name: getattr(party, name) for name in ("role", "kind", "name", "representative", "title")}
            for party in row.parties.all()
        ],
        "pieces": [
            {"media_type": p.file.media_type, "name": p.file.name, "sha256": p.file.sha256, "size": p.file.size}
            for p in pieces
        ],
        "salt": secrets.token_hex(16),
        "subject": row.subject,
        "their_reference": row.their_reference,
        "v": 1,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
