"""A letter is destroyed: nothing that was read, typed or drawn of its paper stays.

A file that holds other letters too keeps their pages as they came; those of the destroyed one are struck out of it, and
the fingerprint of what was received stays known. Who confirmed which document, and when, stays.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
from PIL import Image, ImageSequence

from diwan.core.files import api as files

from ..models import Document, Intake, Original, Page
from ..models.intakes import ORIGINAL, PICTURE
from ..queries import papers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.correspondence.letters.api import Letter


def erase(*, letter: Letter, now: datetime) -> None:
    """What the mailroom holds about a letter; called while it is destroyed, in that transaction."""
    for document in papers.papers_of(letter).select_for_update(of=("self",)):
        _erase(document, now)


def _erase(document: Document, now: datetime) -> None:
    intake = Intake.objects.select_for_update().get(pk=document.intake_id)
    alone = not intake.documents.exclude(pk=document.pk).exists()
    own = {page.original_id for page in document.pages.all()}
    for original in intake.originals.select_related("file"):
        if alone or original.pk in own:
            _give_up(document, intake, original, now)
    if not intake.originals.exists():  # what the envelope said goes with the last of its letters
        intake.name, intake.hints, intake.trouble = f"#{intake.pk}", {}, ""
    intake.save(update_fields=["name", "hints", "trouble"])
    document.clues, document.entered, document.reason = {}, {}, ""
    document.save(update_fields=["clues", "entered", "reason"])


def _give_up(document: Document, intake: Intake, original: Original, now: datetime) -> None:
    """The whole file, with blank pages and separators, where it was of this document only; else its pages."""
    if original.pages.exclude(document=document).exclude(document=None).exists():
        mine = list(original.pages.filter(document=document))
        _strike(intake, original, {page.number for page in mine}, now)
        _forget(mine)
        return
    _forget(original.pages.all())
    files.release(file_id=original.file_id, purpose=ORIGINAL, subject=str(intake.pk))
    original.delete()


def _forget(pages: Iterable[Page]) -> None:
    for page in pages:
        if page.picture_id:
            files.release(file_id=page.picture_id, purpose=PICTURE, subject=str(page.pk))
        page.delete()


def _strike(intake: Intake, original: Original, numbers: set[int], now: datetime) -> None:
    received = papers.fingerprint(intake, original)
    with files.open_file(original.file_id) as stream:
        source = stream.read()
    struck = without(source, original.file.media_type, numbers)
    stored = files.store(io.BytesIO(struck), name=original.file.name, now=now)
    files.release(file_id=original.file_id, purpose=ORIGINAL, subject=str(intake.pk))
    files.claim(stored.pk, purpose=ORIGINAL, subject=str(intake.pk), now=now)
    original.file = stored
    original.save(update_fields=["file"])
    intake.hints = {**intake.hints, papers.STRUCK: {**intake.hints.get(papers.STRUCK, {}), str(original.pk): received}}


def without(source: bytes, media: str, numbers: set[int]) -> bytes:
    """The same file with these pages white: the others keep their places, and the bytes of their pictures."""
    out = io.BytesIO()
    if media == "application/pdf":
        with pikepdf.open(io.BytesIO(source)) as pdf, pikepdf.new() as kept:
            for number, page in enumerate(pdf.pages, 1):
                if number in numbers:
                    left, bottom, right, top = (float(side) for side in page.mediabox)
                    kept.add_blank_page(page_size=(right - left, top - bottom))
                else:
                    kept.pages.append(page)
            kept.save(out)
        return out.getvalue()
    frames = [
        Image.new("L", frame.size, 255) if number in numbers else frame.copy()
        for number, frame in enumerate(ImageSequence.Iterator(Image.open(io.BytesIO(source))), 1)
    ]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
    return out.getvalue()
