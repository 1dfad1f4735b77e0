"""The page of a letter, its read log, and what notes that it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.batches import api as batches
from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import policies, works
from ..enums import ReadingKind
from ..models import PIECE
from ..operations import reading
from ..queries import page
from ..queries.readings import readings_of

if TYPE_CHECKING:
    from ..models import Letter


def shown(request: HttpRequest, letter_id: int) -> Letter:
    """The letter, which for those who may not read it does not exist."""
    found = page.letter_for(request.actor, letter_id)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter on a page of its own; in a reading pane, its fragment alone."""
    found = shown(request, letter_id)
    context = page.page_of(request.actor, found, timezone.now())
    part = getattr(request, "htmx", False) and request.htmx.target == "reading"
    return render(request, "letters/_letter.html" if part else "letters/letter.html", context)


@require_POST
@idempotent
def read(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Note that the letter was opened; sent by the page itself."""
    reading.read(actor=request.actor, letter=shown(request, letter_id), now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@idempotent
def take(request: HttpRequest, letter_id: int, file_id: int) -> HttpResponse:
    """Note that a piece was taken, and lead to it."""
    found = shown(request, letter_id)
    piece = next((piece for piece in found.pieces.all() if piece.file_id == file_id), None)
    if piece is None:
        raise Http404
    reading.read(actor=request.actor, letter=found, now=timezone.now(), kind=ReadingKind.DOWNLOADED)
    return redirect(files.link(piece.file, purpose=PIECE, actor=request.actor))


@require_GET
def readings(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Who read the letter, when, from which post."""
    found = logged(request, letter_id)
    context = {
        "letter": found,
        "country": found.administration.country,
        "readings": readings_of(found, timezone.now()),
    }
    return render(request, "letters/readings.html", context)


@require_POST
@idempotent
def export_readings(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The read log as a file."""
    found = logged(request, letter_id)
    batch = batches.start(
        actor=request.actor,
        kind=works.READINGS,
        title=_("Read log of %(reference)s") % {"reference": found.reference},
        language=get_language() or "ar",
        params={"letter": found.pk},
        administration_id=found.administration_id,
        now=timezone.now(),
    )
    return redirect("batches:batch", batch.pk)


def logged(request: HttpRequest, letter_id: int) -> Letter:
    found = shown(request, letter_id)
    if not policies.may_see_readings(request.actor, found):  # type: ignore[attr-defined]
        raise NotAllowed
    return found
