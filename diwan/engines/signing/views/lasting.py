"""The dashboard of signed documents that must last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from diwan.kit.refusals import NotAllowed

from ..enums import KEEP
from ..models import LastingFile
from ..queries.lasting import horizon, overview
from ..refusing import failure_words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EACH = 50  # rows of a page


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """What expires first stands first; what could not be renewed says why."""
    if not request.actor.may(KEEP):  # type: ignore[attr-defined]
        raise NotAllowed
    today = timezone.localdate()
    rows = LastingFile.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    shown = rows.select_related("administration").order_by("expires_on", "pk")
    page = Paginator(shown, EACH).get_page(request.GET.get("page"))
    for row in page:
        row.why = failure_words(row.failure)
    context = {"page": page, "counts": overview(rows, today), "until": horizon(today)}
    return render(request, "signing/lasting.html", context)
