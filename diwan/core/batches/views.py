"""One's long works: the list, one of them, and what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.spreadsheets import csv_text

from . import operations, queries
from .enums import ItemState
from .kinds import kind_of
from .models import RESULT

if TYPE_CHECKING:
    from .models import Batch

PER_PAGE = 50
TONES = {"waiting": "calm", "running": "mine", "done": "ok", "stopped": "soon", "failed": "late", "refused": "soon"}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """My long works, newest first."""
    page = Paginator(queries.works(request.actor), 25).get_page(request.GET.get("page"))
    rows = [(batch, TONES[batch.state]) for batch in page]
    context = {"page": page, "rows": rows, "live": any(batch.live for batch in page)}
    return render(request, "batches/_list.html" if request.htmx else "batches/list.html", context)


@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """How far one of them is, and what became of each item."""
    found = mine(request, batch_id)
    state = request.GET.get("state", "")
    page = Paginator(queries.items(found, state), PER_PAGE).get_page(request.GET.get("page"))
    kind = kind_of(found.kind)
    rows = [(item, TONES[item.state], kind.url(item.subject) if kind and kind.url else "") for item in page]
    counts = {"done": found.done, "refused": found.refused, "failed": found.failed}
    chips = [(code, label, counts[code]) for code, label in ItemState.choices if counts.get(code)]
    context = {
        "batch": found,
        "kind": kind.label if kind else found.kind,
        "tone": TONES[found.state],
        "page": page,
        "rows": rows,
        "state": state,
        "chips": chips,
        "not_done": found.refused + found.failed,
        "has_items": bool(found.total and not (kind and kind.make)),
    }
    return render(request, "batches/_batch.html" if request.htmx else "batches/batch.html", context)


@require_POST
@idempotent
def stop(request: HttpRequest, batch_id: int) -> HttpResponse:
    mine(request, batch_id)
    operations.stop(actor=request.actor, batch_id=batch_id, now=timezone.now())
    return redirect("batches:batch", batch_id)


@require_POST
@idempotent
def again(request: HttpRequest, batch_id: int) -> HttpResponse:
    mine(request, batch_id)
    operations.take_up_again(actor=request.actor, batch_id=batch_id, now=timezone.now())
    return redirect("batches:batch", batch_id)


@require_safe
def result(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The file that was made; for a work on items, the answers as a table."""
    found = mine(request, batch_id)
    if found.file is not None:
        return redirect(files.link(found.file, purpose=RESULT, actor=request.actor))
    if not found.items.exists():
        raise Http404
    head = [_("Item"), _("Result"), _("Answer"), _("Moment (UTC)")]
    lines = (
        [i.label, i.get_state_display(), i.message, f"{i.at:%Y-%m-%d %H:%M:%S}" if i.at else ""]
        for i in found.items.all()
    )
    response = HttpResponse(csv_text([head, *lines]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{found.title}.csv") or "attachment"
    return response


def mine(request: HttpRequest, batch_id: int) -> Batch:
    """The work, which for everybody else does not exist."""
    found = queries.work(request.actor, batch_id)
    if found is None:
        raise Http404
    return found
