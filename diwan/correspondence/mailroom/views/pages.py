"""The pictures of pages, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent

from ..operations import arranging
from ..queries import proposals
from .common import demand_right, document_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

ACTS = ("turn", "back", "part", "join", "earlier", "later", "leave_out", "take_back")


@require_GET
def picture(request: HttpRequest, document_id: int, page_id: int) -> HttpResponseBase:
    """The picture of a page, for whoever may see its document."""
    demand_right(request)
    page = proposals.page_of(request.actor, document_id, page_id)
    if page is None or page.picture_id is None:
        raise Http404
    return FileResponse(
        files.open_file(page.picture_id), content_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"}
    )


@require_POST
@idempotent
def arrange(request: HttpRequest, document_id: int) -> HttpResponse:
    """Turn, part, join, move, leave out or take back."""
    document = document_or_404(request, document_id)
    act = request.POST.get("act", "")
    said = request.POST.get("page", "")
    page = proposals.page_of(request.actor, document_id, int(said)) if said.isdigit() else None
    if act not in ACTS or (page is None and act != "join"):
        raise Http404
    about = {"actor": request.actor, "now": timezone.now()}
    key = page.pk if page else 0
    if act == "join":
        document = arranging.join(document_id=document_id, **about)
    elif act == "take_back":
        document = arranging.take_back(document_id=document_id, page_id=key, **about)
    elif act in ("turn", "back"):
        document = arranging.turn(page_id=key, by=90 if act == "turn" else 270, **about)
    elif act in ("earlier", "later"):
        document = arranging.move(page_id=key, later=act == "later", **about)
    elif act == "part":
        document = arranging.part(page_id=key, **about)
    else:
        document = arranging.leave_out(page_id=key, **about)
    return redirect("mailroom:confirm", document.pk)
