"""A letter written elsewhere: its file stays beside the draft, and the PDF made from it is the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Conversion, Source
from ..events import SourceGiven
from ..models import SOURCE, Draft
from .locking import locked, writable
from .writing import add

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

PDF = "application/pdf"
CONVERTED = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
}


class NotALetter(Refusal):
    message = _("A letter written elsewhere is a DOCX, an ODT or a PDF.")
    advice = _("Save it as one of these and give it again.")
    status = 415


class CannotConvertHere(Refusal):
    message = _("This Diwan has no LibreOffice, so it makes no PDF from a DOCX or an ODT. Nothing was kept.")
    advice = _("Save the letter as a PDF on your device and give that.")
    status = 415


def give_file(*, actor: Actor, draft_id: int, file_id: int, converts: bool, now: datetime) -> Draft:
    """Take a stored file as the text of a letter; a job makes the PDF. `converts`: whether LibreOffice is here.

    Raises:
        NotALetter, CannotConvertHere, NotAllowed, NotWritten
        files.FileGone
    """
    with acknowledged():
        row, seat = writable(actor, draft_id)
        file = files.claim(file_id, purpose=SOURCE, subject=str(row.pk), now=now)
        if file.media_type != PDF and file.media_type not in CONVERTED:
            raise NotALetter
        if file.media_type != PDF and not converts:
            raise CannotConvertHere
        row.source, row.original = Source.FILE, file
        done = file.media_type == PDF
        row.pdf, row.conversion = (file, Conversion.DONE) if done else (None, Conversion.WAITING)
        row.save(update_fields=["source", "original", "pdf", "conversion"])
        add(row, {"subject": row.letter.subject, "body": "", "second": ""}, actor, seat, now)
        if not done:
            facts.tell(SourceGiven(draft_id=row.pk, file_id=file.pk))
        return row


def write_here(*, actor: Actor, draft_id: int, now: datetime) -> Draft:
    """Give up the file and write in the page; the words of before the file are among the versions.

    Raises:
        NotAllowed, NotWritten
    """
    with acknowledged():
        row, seat = writable(actor, draft_id)
        if row.source == Source.EDITOR:
            return row
        row.source, row.original, row.pdf, row.conversion = Source.EDITOR, None, None, Conversion.NONE
        row.save(update_fields=["source", "original", "pdf", "conversion"])
        files.release_all(purpose=SOURCE, subject=str(row.pk))
        earlier = row.versions.exclude(body="").first()
        texts = {name: getattr(earlier, name) if earlier else "" for name in ("body", "second")}
        add(row, {"subject": row.letter.subject, **texts}, actor, seat, now)
        return row


def converted(*, draft_id: int, file_id: int, pdf_id: int | None, now: datetime) -> bool:
    """Join the PDF made from a file, or say that none could be made (`pdf_id` None); False when the file was replaced
    meanwhile."""
    with acknowledged():
        row = locked(draft_id)
        if row.original_id != file_id or row.conversion != Conversion.WAITING:
            return False
        if pdf_id is None:
            row.conversion = Conversion.FAILED
        else:
            row.pdf = files.claim(pdf_id, purpose=SOURCE, subject=str(row.pk), now=now)
            row.conversion = Conversion.DONE
        row.changed_at = now
        row.save(update_fields=["pdf", "conversion", "changed_at"])
        return True
