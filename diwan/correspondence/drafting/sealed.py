"""From what was signed to a sealed, time-stamped PDF/A joined to its letter.

Nothing here runs inside a transaction: a checkpoint, a page and a seal take their time. A job that dies half-way starts
again from what was frozen, and what is there already is left as it is: a number is never without its document for long.
The file carries `proof.json`, the letter's place in the register and the journal, and `content.json`, whose fingerprint
stands there.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.engines.documents import api as documents
from diwan.engines.registers import api as registers
from diwan.engines.signing import api as signing
from diwan.kit import failpoints

from .enums import Source, State
from .models import Draft
from .operations.sealing import attach
from .queries.page import dressed, typeset
from .stamping import stamped

if TYPE_CHECKING:
    from datetime import datetime


def issue(*, draft_id: int, now: datetime) -> None:
    """Seal and attach the document of a signed letter; does nothing when it is there already."""
    rows = Draft.objects.select_related("letter__entry__book", "letter__administration", "pdf")
    draft = rows.get(pk=draft_id)
    if draft.state != State.SIGNED:
        return
    letter = draft.letter
    assert letter.entry is not None  # what is signed has its number
    carried = [
        as_file("proof.json", proof_of(letter.entry, now), "Place of the letter in the register and in the journal"),
        as_file("content.json", letter.content, "What was registered"),
    ]
    page = dressed(draft.page, letter)  # type: ignore[arg-type]
    if draft.paper_id:  # signed by people: what they signed is not touched, the number comes with the seal
        with files.open_file(draft.paper_id) as given:
            pdf = given.read()
    elif draft.source == Source.FILE:
        with files.open_file(draft.pdf_id) as given:  # type: ignore[arg-type]
            pdf = stamped(given.read(), page, carried, at=letter.registered_at)
    else:
        pdf = typeset(page, title=letter.reference, at=letter.registered_at, attachments=carried)  # type: ignore[arg-type]
    code = letter.administration.code
    stamp = registry_stamp(draft, page) if draft.paper_id else None
    whole = signing.seal(pdf, administration_code=code, reason=letter.reference, at=now, stamp=stamp)
    stored = files.store(io.BytesIO(whole), name=f"{letter.reference}.pdf", now=now)
    failpoints.reach("drafting.sealed")
    attach(draft_id=draft.pk, file_id=stored.id, text=letter.body, now=now)
    failpoints.reach("drafting.attached")


def registry_stamp(draft: Draft, page: dict[str, Any]) -> signing.RegistryStamp:
    """The number and the day on a letter that people signed before it had them, as what is seen of the seal."""
    names = page["administration"]["name"]
    return signing.RegistryStamp(
        administration=signing.Words(names["ar"], names["fr"]),
        number=page["number"],
        days=signing.Days(signing.Words(**page["date"]), signing.Words(**page["hijri"])),
        address=page["verification"]["url"],
        language=page["layout"],
    )


def proof_of(entry: registers.RegisterEntry, now: datetime) -> dict[str, Any]:
    """The place of the entry; if no checkpoint covers it yet, one is made for all who wait."""
    try:
        return registers.proof_of(entry)
    except journal.NotSealedYet:
        journal.checkpoint(now=now)
        return registers.proof_of(entry)


def as_file(name: str, content: str | dict[str, Any], about: str) -> documents.Attachment:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return documents.Attachment(name, text.encode(), "application/json", about)
