"""What a job found about a file: its pages, the PDF made of it, or the same with a new time-stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files
from diwan.kit.transactions import acknowledged

from ..models import KEPT, Document
from .locking import locked

if TYPE_CHECKING:
    from datetime import datetime


def counted(*, document_id: int, file_id: int, pages: int, now: datetime) -> bool:
    """Note the pages of a file, and the PDF that stands for it where it was none; False when it moved on meanwhile."""
    with acknowledged():
        folder = locked(Document.objects.values_list("folder_id", flat=True).get(pk=document_id))
        row = Document.objects.get(pk=document_id)
        if row.pages or (folder.run_id and row.file_id != row.given_id):
            return False
        if file_id != row.file_id:
            row.file = files.claim(file_id, purpose=KEPT, subject=str(folder.pk), now=now)
        row.pages = pages
        row.save(update_fields=["file", "pages"])
        return True


def renewed(*, document_id: int, before: int, after: int, now: datetime) -> bool:
    """A document has a new time-stamp: that file, which signing claimed for it, is what it is now. The one before stays
    claimed, and so kept, as every state of a document does. False when it was noted, or it is another by now."""
    with acknowledged():
        locked(Document.objects.values_list("folder_id", flat=True).get(pk=document_id))
        row = Document.objects.get(pk=document_id)
        if row.file_id != before:
            return False
        row.file_id = after
        row.save(update_fields=["file"])
        return True
