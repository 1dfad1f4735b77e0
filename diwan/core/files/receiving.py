"""The files that a form sends, stored before anything else is read: a mistake in the form loses no upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from diwan.kit.refusals import Refusal

from . import links, operations

if TYPE_CHECKING:
    from datetime import timedelta

    from django.http import HttpRequest

PIECES, KEPT = "pieces", "kept_piece"  # the names that `files/_uploader.html` gives its fields


def receive(request: HttpRequest, *, lives: timedelta = links.TICKET_LIVES) -> None:
    """Put on the request what came: `received` whole, `fresh` of it new, `problems` (name, refusal). For `@idempotent`.

    Files sent earlier, with the same form or piece by piece, come as tickets; a box unticked takes one away.
    """
    kept = [piece for text in request.POST.getlist(KEPT) if (piece := links.from_ticket(text, lives=lives))]
    fresh, problems = [], []
    for upload in request.FILES.getlist(PIECES):
        try:
            fresh.append(operations.store(upload, name=upload.name or "", now=timezone.now()))  # type: ignore[arg-type]
        except Refusal as refusal:
            problems.append((upload.name, refusal))
    request.received = list(dict.fromkeys([*kept, *fresh]))[: settings.DIWAN_FILES_PER_THING + 1]  # type: ignore[attr-defined]
    request.fresh = fresh  # type: ignore[attr-defined]
    request.problems = problems  # type: ignore[attr-defined]
