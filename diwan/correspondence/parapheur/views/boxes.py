"""The parapheur as a mail client: the lists, and a folder beside them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from diwan.core.batches import api as batches
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from ..queries import boxes
from ..works import EXPORT
from .showing import listing, reading, shown

FAR = 500  # folders one swipes through


@require_GET
def box(request: HttpRequest, folder_id: int = 0) -> HttpResponse:
    """The list, with one folder open beside it where one is named."""
    folder = shown(request, folder_id) if folder_id else None
    if folder and request.htmx and request.htmx.target == "reading-pane":
        return render(request, "parapheur/_folder.html", reading(request, folder) | neighbours(request, folder.pk))
    context = listing(request)
    if folder:
        context |= reading(request, folder) | neighbours(request, folder.pk)
    return render(request, "parapheur/box.html", context)


def neighbours(request: HttpRequest, folder_id: int) -> dict[str, int | None]:
    """The folders before and after this one in the list, where a swipe leads, and its place among them."""
    rows = boxes.folders(request.actor, boxes.asked_in(request.GET), timezone.now())
    keys = list(rows.values_list("pk", flat=True)[:FAR])
    if folder_id not in keys:
        return {"before": None, "after": keys[0] if keys else None}
    at = keys.index(folder_id)
    around = {"before": keys[at - 1] if at else None, "after": keys[at + 1] if at + 1 < len(keys) else None}
    return around | {"place": at + 1, "among": len(keys) if len(keys) < FAR else rows.count()}


@require_POST
@idempotent
def export(request: HttpRequest) -> HttpResponse:
    """All that the list shows under its filters, as a file made by a long work."""
    if request.actor.person_id is None or not request.actor.seats:
        raise NotAllowed
    asked = boxes.asked_in(QueryDict(request.POST.get("query", "")).dict())
    batch = batches.start(
        actor=request.actor,
        kind=EXPORT,
        title=str(asked.box.label),
        language=get_language() or "ar",
        params={"query": asked.query, "format": "csv" if request.POST.get("format") == "csv" else "xlsx"},
        administration_id=request.actor.seats[0].administration_id,
        now=timezone.now(),
    )
    return redirect("batches:batch", batch.pk)
