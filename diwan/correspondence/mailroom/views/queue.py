"""What came in, how far it is, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.kit.idempotency import idempotent

from ..models import Intake
from ..operations import leasing, reading
from ..queries import queue as queries
from ..reading import tesseract
from .common import demand_right

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Batches at work, or those done; asks again by itself while pages are being read."""
    demand_right(request)
    done = request.GET.get("show") == "done"
    batches = queries.batches(request.actor, settled=done)
    busy = any(row.read < row.total or row.state == "arrived" for row in batches)
    context = {
        "batches": batches,
        "done": done,
        "busy": busy,
        "waiting": queries.waiting(request.actor),
        "reader": tesseract.works(),
        "now": timezone.now(),
    }
    part = bool(getattr(request, "htmx", False))
    return render(request, "mailroom/_batches.html" if part else "mailroom/queue.html", context)


@require_POST
@idempotent
def start(request: HttpRequest) -> HttpResponse:
    """Take the next document that waits."""
    demand_right(request)
    row = leasing.take_next(actor=request.actor, now=timezone.now())
    if row is None:
        messages.info(request, _("Nothing waits to be confirmed."))
        return redirect("mailroom:queue")
    return redirect("mailroom:confirm", row.pk)


@require_POST
@idempotent
def again(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Read again what could not be read."""
    demand_right(request)
    if not Intake.objects.visible_to(request.actor).filter(pk=intake_id).exists():
        raise Http404
    reading.try_again(actor=request.actor, intake_id=intake_id, now=timezone.now())
    messages.success(request, _("The pages are being read again."))
    return redirect("mailroom:queue")
