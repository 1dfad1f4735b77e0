"""What a job found about a file: its pages, or the PDF made of it."""

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
