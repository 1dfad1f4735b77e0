"""The paper a letter was registered from: what its page and the archives say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from ..models import Document, Original, Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from diwan.core.files.api import StoredFile
    from diwan.correspondence.letters.api import Letter

    from ..models import Intake

STRUCK = "received_sha256"  # in the hints of a batch: what a file was before pages were struck out of it


def papers_of(letter: Letter) -> QuerySet[Document]:
    """One document, registered as this letter or as the deposit that became it; none when it did not come on paper."""
    source, _colon, key = letter.origin.partition(":")
    which = Q(letter=letter)
    if source == "deposit" and key.isdigit():
        which |= Q(deposit_id=int(key))
    return Document.objects.filter(which)


def fingerprint(intake: Intake, original: Original) -> str:
    """SHA-256 of a file as it was received."""
    return str(intake.hints.get(STRUCK, {}).get(str(original.pk)) or original.file.sha256)


def prints(document: Document) -> list[str]:
    """The fingerprints of the files received of which a document has pages."""
    originals = {page.original for page in document.pages.select_related("original__file")}
    if not originals:
        originals = set(document.intake.originals.select_related("file"))
    return sorted({fingerprint(document.intake, original) for original in originals})


def facts(letter: Letter) -> list[dict[str, Any]]:
    """What goes to the archives: who made the copy, of what, with what and when, and who confirmed it (3 queries)."""
    rows = papers_of(letter).select_related("intake__received_by", "intake__source", "settled_by")
    return [fact(row) for row in rows]


def fact(row: Document) -> dict[str, Any]:
    intake = row.intake
    pages = list(row.pages.order_by("position"))
    return {
        "is": "copy of a paper",
        "received": intake.received_at.isoformat(),
        "how": intake.origin,
        "from": intake.source.name if intake.source else "",
        "device": intake.device,
        "by": intake.received_by.name_ar if intake.received_by else "",
        "files": prints(row),
        "pages": [
            {"page": page.number, "dpi": page.dpi, "turned": page.turn, "straightened": page.skew, "read": page.state}
            for page in pages
        ],
        "confirmed": row.settled_at.isoformat() if row.settled_at else "",
        "confirmed by": row.settled_by.name_ar if row.settled_by else "",
    }


def received(letter: Letter) -> Iterable[tuple[str, StoredFile]]:
    """The files as they came, of a batch that held this letter and no other."""
    for document in papers_of(letter):
        others = Page.objects.filter(original__intake=document.intake_id).exclude(document=document)
        if not others.exclude(document=None).exists():
            for row in Original.objects.filter(intake=document.intake_id).select_related("file"):
                yield f"{row.position:02d}-{row.file.name}", row.file
