"""Pages of a book on paper: asked for by a person, set in parts by a job, each part sealed with its proof."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.notifications import api as notifications
from diwan.engines.documents import api as documents
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed, Refusal

from .. import events, pages, queries
from ..enums import PrintState
from ..models import PRINTED, Book, PrintedPart, Printing

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

LANGUAGES = ("ar", "fr", "en")
PART = 400  # lines of one sealed file: some forty pages, set in a second or two, small enough to open anywhere


class NothingToPrint(Refusal):
    message = gettext_lazy("The register has no line there. Choose other days or numbers.")
    status = 400


class PrintingOver(Refusal):
    message = gettext_lazy("This printing is over: there is nothing to stop.")


def ask_printing(
    *, actor: Actor, book_id: int, first: int | None, last: int | None, language: str, now: datetime
) -> Printing:
    """Have the lines from a number to another (the whole book where none is given) set on pages.

    Raises:
        NotAllowed: the actor does not read this book.
        NothingToPrint: no line has such a number.
    """
    with transaction.atomic():
        book = Book.objects.visible_to(actor).filter(pk=book_id).first()
        if book is None:
            raise NotAllowed
        first = 1 if first is None else max(first, 1)
        last = book.last_number if last is None else min(last, book.last_number)
        if first > last:
            raise NothingToPrint
        printing = Printing.objects.create(
            book=book,
            first_number=first,
            last_number=last,
            language=language if language in LANGUAGES else "ar",
            asked_at=now,
            asked_by_id=actor.person_id,
            total=-(-(last - first + 1) // PART),
        )
        facts.tell(events.PrintingAsked(printing_id=printing.pk))
        return printing


@transaction.atomic
def stop_printing(*, actor: Actor, printing_id: int, now: datetime) -> Printing:
    """Set no further part; those that are ready stay.

    Raises:
        NotAllowed, PrintingOver
    """
    printing = Printing.objects.select_for_update(of=["self"]).select_related("book").get(pk=printing_id)
    if not Book.objects.visible_to(actor).filter(pk=printing.book_id).exists():
        raise NotAllowed
    if printing.state != PrintState.WAITING:
        raise PrintingOver
    printing.state, printing.ended_at = PrintState.STOPPED, now
    printing.save(update_fields=["state", "ended_at"])
    return printing


def set_part(*, printing_id: int, now: datetime) -> bool:
    """Set the next part that is missing; False when there is none left. Outside any transaction: it takes seconds."""
    printing = Printing.objects.select_related("book__office__administration").get(pk=printing_id)
    position = printing.parts.count() + 1
    if printing.state != PrintState.WAITING or position > printing.total:
        return False
    first = printing.first_number + (position - 1) * PART
    last = min(first + PART - 1, printing.last_number)
    part = pages.Part(printing.book, first, last, position, printing.total, printing.language)
    lines = queries.entries_of(part.book.pk).filter(number__range=(first, last)).order_by("number")
    rows = queries.described(lines, part.language, None)
    content = pages.content(part, rows)
    proof = noted(part, content, actor_id=printing.asked_by_id, now=now)
    attachments = [
        documents.Attachment("proof.json", text(proof), "application/json", "Place of this printing in the journal"),
        documents.Attachment("content.json", content.encode(), "application/json", "The lines of the register"),
    ]
    title = f"{part.book.prefix} {first}-{last}"
    data = pages.data(part, rows, queries.vouching(part.book, [row.entry for row in rows]), now)
    page = documents.render(
        "registers/book", data, language=part.language, title=title, attachments=attachments, at=now
    )
    sealed = signing.seal(page, administration_code=part.book.office.administration.code, reason=title, at=now)
    stored = files.store(io.BytesIO(sealed), name=f"{title}.pdf", now=now)
    attach(printing_id=printing_id, position=position, first=first, last=last, file_id=stored.id, now=now)
    return True


def noted(part: pages.Part, content: str, *, actor_id: int | None, now: datetime) -> dict[str, Any]:
    """Say in the chain of the book what is printed, by its fingerprint; the proof that it was said."""
    with transaction.atomic():
        said = journal.append(
            chain=part.book.chain,
            kind="register.printed",
            at=now,
            actor_id=actor_id,
            subject=f"book:{part.book.pk}",
            facts={"digest": hashlib.sha256(content.encode()).hexdigest(), "first": part.first, "last": part.last},
        )
    try:
        return journal.proof(said.chain, said.position)
    except journal.NotSealedYet:
        journal.checkpoint(now=now)
        return journal.proof(said.chain, said.position)


@transaction.atomic
def attach(*, printing_id: int, position: int, first: int, last: int, file_id: int, now: datetime) -> None:
    """Join a part to its printing, once; with the last one, tell who asked."""
    printing = Printing.objects.select_for_update(of=["self"]).select_related("book").get(pk=printing_id)
    if printing.parts.filter(position=position).exists():
        return
    files.claim(file_id, purpose=PRINTED, subject=f"{printing_id}/{position}", now=now)
    PrintedPart.objects.create(
        printing=printing, position=position, first_number=first, last_number=last, file_id=file_id
    )
    if position == printing.total and printing.state == PrintState.WAITING:
        printing.state, printing.ended_at = PrintState.DONE, now
        printing.save(update_fields=["state", "ended_at"])
        tell(printing, now)


def tell(printing: Printing, now: datetime) -> None:
    """The person may have gone on to other work."""
    if printing.asked_by_id is None:
        return
    with translation.override(printing.language):
        notifications.notify(
            person_id=printing.asked_by_id,
            kind="register.printed",
            subject=_("The pages of %(register)s are ready to print") % {"register": printing.book.prefix},
            url=reverse("registers:printing", args=[printing.pk]),
            language=printing.language,
            key=f"register.printed:{printing.pk}",
            now=now,
        )


def text(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
