"""A document whose pages are all read is ready for a clerk, with what was found on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..enums import DocumentState, PageState
from ..models import Document, Intake
from ..reading import clues, words

if TYPE_CHECKING:
    from ..models import Page

LOOKED_AT = 3  # pages of a letter on which it says who, when and what


def finish(document: Document, intake: Intake | None = None) -> bool:
    """Whether a document is ready now; called with its row locked, or not yet seen by anybody."""
    pages = list(document.pages.order_by("position"))
    if any(page.state == PageState.WAITING for page in pages):
        return False
    document.clues = found(pages, intake or document.intake)
    if document.state == DocumentState.READING:
        document.state = DocumentState.WAITING
    document.save(update_fields=["clues", "state"])
    return True


def found(pages: list[Page], intake: Intake) -> dict:
    """What was read, and where; what the envelope of a message says where nothing was."""
    rows = [clues.Page(words.unpack(page.words), page.width, page.height) for page in pages[:LOOKED_AT] if page.width]
    said = {name: clue.as_json() for name, clue in clues.found(rows).items()} if rows else {}
    for name, value in (("sender", intake.hints.get("from")), ("subject", intake.hints.get("subject"))):
        if value and name not in said:
            said[name] = clues.Clue(value, 60, 0).as_json()
    return said


def text_of(pages: list[Page]) -> str:
    """All that was read, page after page."""
    return "\n\n".join(words.text(words.unpack(page.words)) for page in pages if page.words)
