"""The pages of a batch are drawn, one row each as they come, and the batch is split where its separators say.

A kill between two pages loses nothing: the job that runs again goes on after the last row there is.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.kit import failpoints

from .. import separators
from ..enums import IntakeState, PageState, Separator
from ..events import PageDrawn
from ..models import Document, Intake, Original, Page
from ..models.intakes import PICTURE
from ..reading import drawing, tesseract
from .finishing import finish

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MOST_PAGES = 1000  # of one file: a tray of a fast scanner holds some hundreds
TOO_MANY, BROKEN = "too many pages", "broken"


def draw(*, intake_id: int, now: datetime) -> None:
    """Draw what is not drawn yet, then split. A file that cannot be opened is said so and stays to be registered by
    hand, as the file it is."""
    intake = Intake.objects.get(pk=intake_id)
    if intake.state != IntakeState.ARRIVED:
        return
    for original in intake.originals.select_related("file"):
        try:
            _draw_file(intake, original, now)
        except drawing.CannotDraw:
            Intake.objects.filter(pk=intake_id).update(trouble=BROKEN)
    split(intake_id=intake_id, now=now)


def _draw_file(intake: Intake, original: Original, now: datetime) -> None:
    if original.file.media_type not in drawing.DRAWN:
        return
    with tempfile.TemporaryDirectory(prefix="diwan-draw-") as folder:
        path = Path(folder) / "original"
        with files.open_file(original.file_id) as stream, path.open("wb") as copy:
            while chunk := stream.read(1 << 20):
                copy.write(chunk)
        total, done = None, original.pages.aggregate(last=Max("number"))["last"] or 0
        while total is None or done < min(total, MOST_PAGES):
            last = done + drawing.AT_ONCE
            before = done
            for said in drawing.count_and_draw(path, original.file.media_type, Path(folder), first=done + 1, last=last):
                if isinstance(said, int):
                    total = said
                    if total > MOST_PAGES:
                        Intake.objects.filter(pk=intake.pk).update(trouble=TOO_MANY)
                else:
                    _keep_page(intake, original, said, now)
                    done = said.number
            if done == before:
                break
        Original.objects.filter(pk=original.pk).update(pages_count=total)


@transaction.atomic
def _keep_page(intake: Intake, original: Original, drawn: drawing.Drawn, now: datetime) -> None:
    sheet = None if original.signed or intake.one_document else separators.sheet_in(drawn.codes, intake.office_id)
    page, made = Page.objects.get_or_create(
        original=original,
        number=drawn.number,
        defaults={
            "position": drawn.number,
            "width": drawn.width,
            "height": drawn.height,
            "dpi": drawn.dpi,
            "skew": drawn.skew,
            "blank": drawn.blank,
            "separator": sheet.kind if sheet else "",
            "annexes": sheet.annexes if sheet else 0,
            "words": drawn.words,
            "state": state_of(drawn, sheet is not None),
            "confidence": 100 if drawn.words else None,
        },
    )
    if not made:
        return
    keep_picture(page, drawn.picture, now)
    failpoints.reach("mailroom.page")
    if page.state == PageState.WAITING:
        facts.tell(PageDrawn(page_id=page.pk))


def state_of(drawn: drawing.Drawn, is_sheet: bool) -> PageState:
    if drawn.words:
        return PageState.TYPED
    if is_sheet or drawn.blank:
        return PageState.READ
    return PageState.WAITING if tesseract.works() else PageState.UNREAD


def keep_picture(page: Page, picture: bytes, now: datetime) -> None:
    """The picture of a page in the place of the one it had, which is swept when nobody else keeps it."""
    stored = files.store(io.BytesIO(picture), name=f"page-{page.number}.jpg", now=now)
    if page.picture_id:
        files.release(file_id=page.picture_id, purpose=PICTURE, subject=str(page.pk))
    files.claim(stored.pk, purpose=PICTURE, subject=str(page.pk), now=now)
    page.picture = stored
    page.save(update_fields=["picture"])


# --- where a document ends -----------------------------------------------------------------------------------------


@transaction.atomic
def split(*, intake_id: int, now: datetime) -> None:
    """Documents of a batch whose pages are all drawn: a new one at each separator, at each file where there is none."""
    intake = Intake.objects.select_for_update().get(pk=intake_id)
    if intake.state != IntakeState.ARRIVED:
        return
    originals = list(intake.originals.order_by("position"))
    groups = groups_of(intake, originals)
    for position, (pages, annexes) in enumerate(groups, 1):
        document = Document.objects.create(
            office_id=intake.office_id, intake=intake, position=position, annexes=annexes
        )
        place(document, pages)
        finish(document, intake)
    intake.state = IntakeState.SPLIT if groups else IntakeState.FAILED
    intake.save(update_fields=["state"])


def groups_of(intake: Intake, originals: list[Original]) -> list[tuple[list[Page], int]]:
    """The pages of each document, and how many annexes its separator announced."""
    groups: list[tuple[list[Page], int]] = []
    fresh = True
    for original in originals:
        pages = list(original.pages.order_by("number"))
        parted = any(page.separator for page in pages)
        if not intake.one_document and not parted:
            fresh = True  # without separators, each file is a document
        if not pages and (fresh or not groups):
            groups.append(([], 0))  # what cannot be drawn is still a document, registered by hand
            fresh = not intake.one_document
        for page in pages:
            if page.separator:
                fresh = True
                if page.separator == Separator.END:
                    fresh = True
                    continue
                groups.append(([], page.annexes if page.separator == Separator.WITH_ANNEXES else 0))
                fresh = False
                continue
            if page.blank and not intake.keep_blank:
                continue
            if fresh:
                groups.append(([], 0))
                fresh = False
            groups[-1][0].append(page)
    # Two separators that follow each other make no document; a file of which no page is left still does.
    kept = [group for group in groups if group[0]]
    return kept or groups[:1]


def place(document: Document, pages: Iterable[Page]) -> None:
    """Give a document its pages in this order."""
    rows = list(pages)
    for position, page in enumerate(rows, 1):
        page.document, page.position = document, position
    Page.objects.bulk_update(rows, ["document", "position"])
