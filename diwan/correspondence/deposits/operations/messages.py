"""What the office and the depositor write to each other, and the moment each was read by the other side."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import events, policies
from ..enums import SPOKEN_OF_ELSEWHERE, MessageKind, StepKind
from ..models import ATTACHMENT, Deposit, Message, MessageFile, Step
from .deciding import processable, record
from .opening import unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NothingToSay(Refusal):
    message = _("Write something, or join a file.")
    status = 400


class NotHereAnyMore(Refusal):
    message = _("No message can be added to this letter any more.")
    advice = _("If it was forwarded, write to the office that has it now.")


def write(
    *, actor: Actor, deposit_id: int, text: str, pieces: Sequence[int] = (), code: str | None = None, now: datetime
) -> Message:
    """Write to the other side. Depositors come with the letter's `code` (`MINE` for an account), the office with none.

    Raises:
        NothingToSay: neither words nor a file.
        NotHereAnyMore: the letter was forwarded or annulled.
        NotAllowed: the actor neither processes the letter nor follows it.
        files.FileGone, files.TooManyFiles: as for a deposit.
    """
    if not text.strip() and not pieces:
        raise NothingToSay
    with acknowledged():
        from_office = code is None
        row = processable(actor, deposit_id) if code is None else followable(actor, deposit_id, code)
        if row.state in SPOKEN_OF_ELSEWHERE:
            raise NotHereAnyMore
        message = post(actor, row, MessageKind.NOTE, text=text, pieces=pieces, from_office=from_office, now=now)
        record(actor, row, "deposit.message", now, digest=digest_of(message))
        return message


def read(*, actor: Actor, deposit_id: int, code: str, answer: bool = False, now: datetime) -> int:
    """Note that the depositor has read what the office wrote (`answer`: the answer itself); how much was new.

    The moment the answer was read is kept once, as evidence: a step that both sides see and a line of the journal.

    Raises:
        NotAllowed: the actor does not follow this letter.
    """
    with acknowledged():
        row = followable(actor, deposit_id, code)
        unread = row.messages.filter(from_office=True, read_at=None)
        if not answer:
            return unread.exclude(kind=MessageKind.REPLY).update(read_at=now)
        reply = unread.filter(kind=MessageKind.REPLY).first()
        if reply is None:
            return 0
        reply.read_at = now
        reply.save(update_fields=["read_at"])
        Step.objects.create(deposit=row, kind=StepKind.ANSWER_READ, at=now)
        record(actor, row, "deposit.answer_read", now, digest=digest_of(reply))
        facts.tell(events.AnswerRead(deposit_id=row.pk))
        return 1


def followable(actor: Actor, deposit_id: int, code: str) -> Deposit:
    """The deposit, locked, if this actor follows it."""
    rows = Deposit.objects.locked().select_related("office__administration", "entry__book")
    row = rows.get(pk=deposit_id)
    if not policies.may_follow(actor, row, code):
        raise NotAllowed
    return row


def post(
    actor: Actor,
    row: Deposit,
    kind: MessageKind,
    *,
    text: str,
    pieces: Sequence[int] = (),
    from_office: bool,
    now: datetime,
    **more: Any,
) -> Message:
    """Write a message on a locked letter, keep its files, and tell."""
    message = Message.objects.create(
        deposit=row,
        kind=kind,
        from_office=from_office,
        author_id=actor.person_id,
        unit_id=unit_of(actor, row) if from_office else None,
        text=text.strip(),
        at=now,
        **more,
    )
    stored = files.claim_all(list(dict.fromkeys(pieces)), purpose=ATTACHMENT, subject=str(message.pk), now=now)
    MessageFile.objects.bulk_create(
        MessageFile(message=message, file=file, position=place) for place, file in enumerate(stored, 1)
    )
    facts.tell(events.MessageWritten(deposit_id=row.pk, message_id=message.pk))
    return message


def digest_of(message: Message) -> str:
    """SHA-256 of a message for the journal, with the salt of its letter: a short text cannot be guessed from it."""
    said = {
        "files": [joined.file.sha256 for joined in message.files.select_related("file")],
        "kind": message.kind,
        "missing": message.missing,
        "salt": json.loads(message.deposit.content)["salt"],
        "text": message.text,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
