"""What a registered document carries: the file as it came, and beside it a copy in which words are found.

A faithful copy says who made it of what, with what and when (in the spirit of NF Z42-026): `facts_of`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pikepdf

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files

from ..enums import PageState
from ..models import Document, Original, Page
from ..reading import layer, words
from ..reading.drawing import DRAWN
from .finishing import text_of

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class Made:
    """The stored files of a document, the letter itself first, and what was read in each."""

    files: list[int] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)


def make(document: Document, *, now: datetime) -> Made:
    """The files to register a document with. Outside any transaction: a copy of many pages takes a second."""
    pages = list(document.pages.order_by("position").select_related("original__file"))
    made = Made()
    whole = [original for original in originals_of(document, pages) if is_whole(original, pages)]
    for original in whole:
        made.files.append(original.file_id)
        own = [page for page in pages if page.original_id == original.pk]
        if own:
            made.texts[original.file_id] = text_of(own)
    read = [page for page in pages if page.words and page.state == PageState.READ and not page.original.signed]
    cut = [page for page in pages if page.original not in whole]
    if read or cut:
        copy = searchable([page for page in pages if not page.original.signed])
        if copy:
            stored = files.store(
                io.BytesIO(copy), name=f"{stem(document.intake.name)}-{document.position}.pdf", now=now
            )
            made.files.append(stored.pk)
            if cut:
                made.texts[stored.pk] = text_of(pages)
    return made


def originals_of(document: Document, pages: list[Page]) -> list[Original]:
    """The files of which the document has pages, and, where it is the only one of its batch, those without any."""
    named = {page.original_id: page.original for page in pages}
    if document.intake.documents.count() == 1:
        for original in document.intake.originals.select_related("file"):
            named.setdefault(original.pk, original)
    return sorted(named.values(), key=lambda original: original.position)


def is_whole(original: Original, pages: list[Page]) -> bool:
    """Whether all that a file holds is in this document: blank pages left out do not count, separators do."""
    here = {page.pk for page in pages}
    others = original.pages.exclude(pk__in=here)
    return original.signed or not others.exclude(blank=True, document=None).exists()


def searchable(pages: list[Page]) -> bytes:
    """One PDF of these pages with what was read on them; empty where the file cannot be taken apart."""
    parts = []
    for original, group in groupby(pages, key=lambda page: page.original):
        if original.file.media_type not in DRAWN:
            continue
        with files.open_file(original.file_id) as stream:
            source = stream.read()
        parts.append((source, original.file.media_type, [layout(page) for page in group]))
    try:
        return layer.searchable(parts) if parts else b""
    except (pikepdf.PdfError, OSError, ValueError):
        return b""


def layout(page: Page) -> layer.Layout:
    shown = words.unpack(page.words) if page.state == PageState.READ else []
    return layer.Layout(page.number, page.turn, page.skew, page.width, page.height, page.dpi, shown)


def stem(name: str) -> str:
    return name.rsplit(".", 1)[0][:80] or "scan"


def facts_of(document: Document, now: datetime) -> dict[str, Any]:
    """What the history of the letter says of the copy, in plain values."""
    pages = list(document.pages.select_related("original__file"))
    intake = document.intake
    country = document.office.administration.country
    originals = {page.original.file.sha256 for page in pages} or {
        original.file.sha256 for original in intake.originals.select_related("file")
    }
    received = intake.received_at.astimezone(calendars.zone(country))
    person = intake.received_by
    return {
        "pages": len(pages),
        "how": str(intake.get_origin_display()),
        "device": intake.device or intake.name,
        "dpi": min((page.dpi for page in pages), default=0),
        "received": f"{received:%Y-%m-%d %H:%M}",
        "person": str(person) if person else (intake.source.name if intake.source else ""),
        "sha256": ", ".join(sorted(originals)),
    }
