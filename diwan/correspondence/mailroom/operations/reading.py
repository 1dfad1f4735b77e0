"""A page is read, by a job of its own: pages are shared by all workers there are, and a kill costs one page."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import DocumentState, IntakeState, PageState
from ..events import IntakeArrived, PageDrawn
from ..models import Document, Intake, Page
from ..reading import drawing, pages, tesseract, words
from .drawing import keep_picture
from .finishing import finish

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

MOST_TRIES = 3


class TryAgain(RuntimeError):
    """A page was not read this time; the job comes back to it."""


class NothingFailed(Refusal):
    message = _("Every page of this batch was read, or is about to be. Nothing was changed.")


def read_page(*, page_id: int, turn: int = -1, now: datetime) -> None:
    """Read a page that waits, outside any transaction, and write what was read.

    Raises:
        TryAgain: it failed, and fewer than `MOST_TRIES` times.
    """
    page = Page.objects.select_related("original__file", "picture").get(pk=page_id)
    if page.state != PageState.WAITING:
        return
    drawn = redrawn(page, turn) if turn >= 0 else None
    picture = drawn.picture if drawn else b""
    reading = None
    try:
        if tesseract.works():
            reading = pages.read(picture or content(page.picture_id), dpi=page.dpi)
    except tesseract.Unreadable:
        Page.objects.filter(pk=page_id).update(tries=page.tries + 1)
        if page.tries + 1 < MOST_TRIES:
            raise TryAgain(page_id) from None
    failpoints.reach("mailroom.read")
    _write(page_id, reading, drawn, now)


def content(file_id: int | None) -> bytes:
    if file_id is None:
        raise tesseract.Unreadable("no picture")
    with files.open_file(file_id) as stream:
        return stream.read()


def redrawn(page: Page, turn: int) -> drawing.Drawn | None:
    """The picture of a page that a clerk turned, drawn anew from the file that came in."""
    with tempfile.TemporaryDirectory(prefix="diwan-draw-") as folder:
        path = Path(folder) / "original"
        path.write_bytes(content(page.original.file_id))
        media = page.original.file.media_type
        for drawn in drawing.count_and_draw(path, media, Path(folder), first=page.number, last=page.number, turn=turn):
            if not isinstance(drawn, int):
                return drawn
    return None


@transaction.atomic
def _write(page_id: int, reading: pages.Reading | None, drawn: drawing.Drawn | None, now: datetime) -> None:
    page = Page.objects.select_for_update(of=("self",)).get(pk=page_id)
    if page.state != PageState.WAITING:
        return
    picture = drawn.picture if drawn else b""
    if drawn:
        page.width, page.height = drawn.width, drawn.height
    if reading is None:
        page.state = PageState.FAILED if tesseract.works() else PageState.UNREAD
        page.words, page.confidence = [], None
    else:
        page.state, page.confidence = PageState.READ, reading.confidence
        page.words = words.pack(reading.words)
        picture = reading.picture or picture
        page.turn = (page.turn + reading.turned) % 360
        page.width, page.height = reading.size
    page.save()
    if picture:
        keep_picture(page, picture, now)
    if page.document_id:
        finish(Document.objects.select_for_update(of=("self",)).get(pk=page.document_id))


@transaction.atomic
def try_again(*, actor: Actor, intake_id: int, now: datetime) -> None:
    """Read again the pages of a batch that could not be read, or draw again a batch that could not be opened.

    Raises:
        NotAllowed, NothingFailed
    """
    intake = Intake.objects.select_for_update(of=("self",)).select_related("office__unit").get(pk=intake_id)
    if not policies.may_work(actor, intake.office.unit):
        raise NotAllowed
    again = Page.objects.filter(
        original__intake=intake, state__in=[PageState.FAILED, PageState.UNREAD], document__state=DocumentState.WAITING
    )
    keys = list(again.values_list("pk", flat=True)) if tesseract.works() else []
    if intake.state == IntakeState.FAILED or (intake.trouble and not keys and intake.state == IntakeState.ARRIVED):
        intake.state, intake.trouble = IntakeState.ARRIVED, ""
        intake.save(update_fields=["state", "trouble"])
        facts.tell(IntakeArrived(intake_id=intake.pk))
    elif not keys:
        raise NothingFailed
    Page.objects.filter(pk__in=keys).update(state=PageState.WAITING, tries=0)
    for key in keys:
        facts.tell(PageDrawn(page_id=key))
