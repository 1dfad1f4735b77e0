"""What the page of a letter says of the paper it was registered from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .queries import papers

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter


def copy_of(actor: Actor, letter: Letter, now: Any) -> dict[str, Any] | None:
    """Who scanned it, with what and when (in the spirit of NF Z42-026); None where it did not come on paper."""
    rows = papers.papers_of(letter).select_related("intake__received_by", "settled_by", "office__administration")
    document = rows.first()
    if document is None:
        return None
    dpi = list(document.pages.values_list("dpi", flat=True))
    return {
        "document": document,
        "pages": len(dpi),
        "dpi": min(dpi, default=0),
        "prints": papers.prints(document),
        "country": document.office.administration.country,
    }
