"""The pieces of a letter being written, as its form sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from diwan.core.files import api as files
from diwan.kit.refusals import Refusal

from ..models.drafts import LIVES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from diwan.correspondence.procedures.api import ProcedureCard

    from ..models import Draft

PIECES, KEPT = "pieces", "kept_piece"


def receive_pieces(request: HttpRequest) -> None:
    """Store the bytes of what was sent before anything else, so that a mistake in the form loses no upload.

    Files sent earlier, with the same form or piece by piece, come as tickets; a box unticked takes one away.
    """
    kept = [piece for text in request.POST.getlist(KEPT) if (piece := files.from_ticket(text, lives=LIVES))]
    fresh, problems = [], []
    for upload in request.FILES.getlist(PIECES):
        try:
            fresh.append(files.store(upload, name=upload.name or "", now=timezone.now()))  # type: ignore[arg-type]
        except Refusal as refusal:
            problems.append((upload.name, refusal))
    request.received = list(dict.fromkeys([*kept, *fresh]))[: settings.DIWAN_FILES_PER_THING + 1]  # type: ignore[attr-defined]
    request.fresh = fresh  # type: ignore[attr-defined]
    request.problems = problems  # type: ignore[attr-defined]


def said_to_be(request: HttpRequest, card: ProcedureCard | None) -> list[tuple[int, int | None]]:
    """Each file received with the needed piece its depositor says it is."""
    meant: dict[int, int] = {}
    for needed in card.needed if card else ():
        file = files.from_ticket(request.POST.get(f"needed_{needed.id}", ""), lives=LIVES)
        if file is not None:
            meant.setdefault(file.pk, needed.id)
    return [(file.pk, meant.get(file.pk)) for file in request.received]  # type: ignore[attr-defined]


def stored(draft: Draft) -> list[files.StoredFile]:
    """The files of a draft, in their order."""
    rows = {file.pk: file for file in files.StoredFile.objects.filter(pk__in=draft.file_ids)}
    return [rows[pk] for pk in draft.file_ids if pk in rows]


def checklist(card: ProcedureCard | None, pairs: list[tuple[int, int | None]]) -> list[dict]:
    """The needed pieces, each with the file said to be it, or none."""
    by_needed = {needed: file_id for file_id, needed in pairs if needed}
    return [{"needed": needed, "file_id": by_needed.get(needed.id)} for needed in (card.needed if card else ())]
