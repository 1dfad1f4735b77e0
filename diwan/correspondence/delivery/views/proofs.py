"""Evidence as a file. Taking the letter out is a reading of it: it is noted before the file is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from diwan.core.calendars import api as calendars
from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent

from .. import packing
from . import arrivals, queue

if TYPE_CHECKING:
    from ..models import Arrival, Sending


@require_POST
@idempotent
def ask(request: HttpRequest, sending_id: int) -> HttpResponse:
    """Note that the letter is taken out, then give the file."""
    row = queue.shown(request, sending_id)
    letters.read(actor=request.actor, letter=row.letter, now=timezone.now(), kind=letters.ReadingKind.EXPORTED)
    return redirect("delivery:evidence", sending_id)


@require_GET
def evidence(request: HttpRequest, sending_id: int) -> HttpResponseBase:
    """The evidence of a sending; who did not say that they take it out is brought to where they do."""
    row = queue.shown(request, sending_id)
    today = calendars.local_day(timezone.now(), row.letter.administration.country)
    noted = row.letter.readings.filter(reader=request.actor.person_id, kind=letters.ReadingKind.EXPORTED, on=today)
    if not noted.exists():
        return redirect("delivery:sending", sending_id)
    return given(row, list(row.letter.pieces.select_related("file")))


@require_GET
def arrival_evidence(request: HttpRequest, arrival_id: int) -> FileResponse:
    """The evidence of what arrived, for the office that decides on it."""
    row = arrivals.shown(request, arrival_id)
    return given(row, list(row.pieces.select_related("file")))


def given(row: Sending | Arrival, pieces: list[Any]) -> FileResponse:
    name = f"{row.said['letter']['reference']}-{str(row.message_id)[:8]}.zip".replace("/", "-")
    return FileResponse(packing.pack(row, pieces), as_attachment=True, filename=name, content_type="application/zip")
