"""Paper that was read elsewhere already is taken in with what was read: the demonstration does not need a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from ..enums import Origin, PageState
from ..models import Page
from ..reading import drawing
from . import arriving
from .drawing import keep_picture, split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from diwan.core.organisations.api import Actor


@dataclass(frozen=True)
class ReadPage:
    """A page as it was drawn, and the words read on it (`reading.words.pack`)."""

    drawn: drawing.Drawn
    words: list[list[Any]]
    confidence: int


def drawn(path: Path, *, folder: Path, words: list[list[Any]], confidence: int) -> list[ReadPage]:
    """The page of a PDF of one page, with what was read on it. Outside any transaction."""
    pages = drawing.count_and_draw(path, "application/pdf", folder)
    return [ReadPage(page, words, confidence) for page in pages if not isinstance(page, int)]


@transaction.atomic
def send_in_read(
    *,
    actor: Actor,
    office_id: int,
    file_ids: Sequence[int],
    pages: Sequence[Sequence[ReadPage]],
    device: str,
    now: datetime,
) -> int:
    """A batch of files with the pages of each, as if all jobs had run; how many documents it makes."""
    intake = arriving.send_in(
        actor=actor, office_id=office_id, file_ids=file_ids, origin=Origin.UPLOAD, device=device, now=now
    )
    for original, read in zip(intake.originals.order_by("position"), pages, strict=True):
        original.pages_count = len(read)
        original.save(update_fields=["pages_count"])
        for one in read:
            page = Page.objects.create(
                original=original,
                number=one.drawn.number,
                position=one.drawn.number,
                width=one.drawn.width,
                height=one.drawn.height,
                dpi=one.drawn.dpi,
                skew=one.drawn.skew,
                state=PageState.READ,
                confidence=one.confidence,
                words=one.words,
            )
            keep_picture(page, one.drawn.picture, now)
    split(intake_id=intake.pk, now=now)
    return intake.documents.count()
