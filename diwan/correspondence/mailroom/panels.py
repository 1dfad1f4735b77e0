"""What the page of a letter says of the paper it was registered from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from .models import Document

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter


def copy_of(actor: Actor, letter: Letter, now: Any) -> dict[str, Any] | None:
    """Who scanned it, with what and when (in the spirit of NF Z42-026); None where it did not come on paper."""
    source, _colon, key = letter.origin.partition(":")
    which = Q(letter=letter)
    if source == "deposit" and key.isdigit():
        which |= Q(deposit_id=int(key))
    document = (
        Document.objects.select_related("intake__received_by", "settled_by", "office__administration")
        .filter(which)
        .first()
    )
    if document is None:
        return None
    pages = list(document.pages.select_related("original__file"))
    files = {page.original.file.sha256 for page in pages} or set(
        document.intake.originals.values_list("file__sha256", flat=True)
    )
    return {
        "document": document,
        "pages": len(pages),
        "dpi": min((page.dpi for page in pages), default=0),
        "prints": sorted(files),
        "country": document.office.administration.country,
    }
