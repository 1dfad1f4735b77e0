"""What deposits hold about the letter that one became, for the archives: its story, its proofs, what was written to and
from its depositor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from . import indexing
from .channel import ORIGIN
from .enums import State
from .models import ATTACHMENT, RECEIPT, ClockEvent, Correction, Deposit, Message, MessageFile, Opening, Piece, Receipt
from .models import PIECE as JOINED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.correspondence.letters.api import Letter

# What its depositor said of themselves and of what they want, and what was answered.
WORDS = (
    "applicant_name",
    "representative",
    "identity_kind",
    "identity_number",
    "email",
    "phone",
    "address",
    "sender_reference",
    "subject",
    "body",
    "search_text",
    "content",
    "kept_at",
    "reason",
)


def deposit_of(letter: Letter) -> Deposit | None:
    if not letter.origin.startswith(ORIGIN):
        return None
    rows = Deposit.objects.select_related("procedure_version", "unit")
    return rows.filter(pk=letter.origin.removeprefix(ORIGIN)).first()


def facts(letter: Letter) -> list[dict[str, Any]]:
    """As it was handed in, then each kind of what happened to it, in order."""
    deposit = deposit_of(letter)
    if deposit is None:
        return []
    return [
        handed_in(deposit),
        *steps(deposit),
        *clock(deposit),
        *openings(deposit),
        *corrections(deposit),
        *messages(deposit),
    ]


def handed_in(row: Deposit) -> dict[str, Any]:
    names = ("reference", "channel", "state", "content", "reason", *WORDS[:8])
    return {
        "is": "deposit",
        **{name: str(getattr(row, name)) for name in names},
        "at": row.registered_at.isoformat(),
        "received_on": row.received_on.isoformat() if row.received_on else "",
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "decided_at": row.decided_at.isoformat() if row.decided_at else "",
        "closed_at": row.closed_at.isoformat() if row.closed_at else "",
    }


def steps(deposit: Deposit) -> list[dict[str, Any]]:
    rows = deposit.steps.order_by("at", "pk")
    return [
        {"is": "step", "kind": row.kind, "at": row.at.isoformat(), "unit": unit_name(row.unit_id, row.at)}
        for row in rows
    ]


def unit_name(unit_id: int | None, at: datetime) -> str:
    """As the unit was called then."""
    named = organisations.units_named([unit_id] if unit_id else [], at)
    return next((names.ar for names in named.values()), "")


def clock(deposit: Deposit) -> list[dict[str, Any]]:
    rows = ClockEvent.objects.filter(deposit=deposit)
    return [{"is": "legal time", "kind": row.kind, "on": row.on.isoformat(), "days": row.days} for row in rows]


def openings(deposit: Deposit) -> list[dict[str, Any]]:
    rows = Opening.objects.filter(deposit=deposit).select_related("reader")
    return [
        {
            "is": "opening",
            "by": row.reader.name_ar,
            "unit": unit_name(row.unit_id, row.first_at),
            "at": row.first_at.isoformat(),
            "last_at": row.last_at.isoformat(),
            "times": row.times,
        }
        for row in rows
    ]


def corrections(deposit: Deposit) -> list[dict[str, Any]]:
    rows = Correction.objects.filter(deposit=deposit).select_related("by")
    return [
        {
            "is": "correction",
            "kind": row.kind,
            "at": row.at.isoformat(),
            "by": row.by.name_ar if row.by else "",
            "changes": row.changes,
            "content": row.content,
            "reason": row.reason,
        }
        for row in rows
    ]


def messages(deposit: Deposit) -> list[dict[str, Any]]:
    rows = deposit.messages.select_related("author").prefetch_related("files__file")
    return [
        {
            "is": "message",
            "kind": row.kind,
            "from_office": row.from_office,
            "by": row.author.name_ar if row.author else "",
            "at": row.at.isoformat(),
            "read_at": row.read_at.isoformat() if row.read_at else "",
            "text": row.text,
            "missing": row.missing,
            "files": [joined.file.sha256 for joined in row.files.all()],
        }
        for row in rows
    ]


def proofs(letter: Letter) -> Iterable[tuple[str, files.StoredFile]]:
    """Its sealed proofs, every version, and what came with messages; its own pieces are pieces of the letter."""
    deposit = deposit_of(letter)
    if deposit is None:
        return []
    sealed = Receipt.objects.filter(deposit=deposit).select_related("file").order_by("kind", "version")
    joined = MessageFile.objects.filter(message__deposit=deposit).select_related("file").order_by("pk")
    return [
        *((f"{row.kind}-{row.version}.pdf", row.file) for row in sealed),
        *((f"message-{row.message_id}/{row.file.name}", row.file) for row in joined),
    ]


def erase(letter: Letter) -> None:
    """The line of the register stays, and the moments; the depositor, what they wrote and the proofs that say it go."""
    deposit = deposit_of(letter)
    if deposit is None:
        return
    for message in Message.objects.filter(deposit=deposit):
        MessageFile.objects.filter(message=message).delete()
        files.release_all(purpose=ATTACHMENT, subject=str(message.pk))
    Message.objects.filter(deposit=deposit).update(text=letters.GONE, missing=[])
    Correction.objects.filter(deposit=deposit).update(changes=[], content="", reason=letters.GONE)
    for model, purpose in ((Piece, JOINED), (Receipt, RECEIPT)):
        model.objects.filter(deposit=deposit).delete()
        files.release_all(purpose=purpose, subject=str(deposit.pk))
    for name in WORDS:
        setattr(deposit, name, "")
    if deposit.state == State.RETURNED:
        deposit.reason = letters.GONE
    deposit.fingerprint = None
    deposit.save(update_fields=[*WORDS, "fingerprint"])
    indexing.put(deposit.pk)


def register() -> None:
    """Make it known; called in `ready()`."""
    letters.register_record(letters.Record(code="deposits", facts=facts, files=proofs, erase=erase))
