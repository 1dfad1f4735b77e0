"""The pieces of a letter being written, as its form sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.files import api as files

from ..models.drafts import LIVES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from diwan.correspondence.procedures.api import ProcedureCard

    from ..models import Draft


def receive_pieces(request: HttpRequest) -> None:
    """What the form of a letter being written sent; its files wait as long as its draft."""
    files.receive(request, lives=LIVES)


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
