"""For operators: the state of the journal and its export. For everybody: signed checkpoints, to be kept elsewhere."""

from __future__ import annotations

import json
import tempfile
from io import TextIOWrapper
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from diwan.kit.refusals import NotAllowed

from . import policies, queries
from .api import public_key_pem
from .models import Chain, Checkpoint, Verification

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN = 24  # checkpoints: a day
PUBLISHED = 500  # checkpoints in one answer; `?after=` gives the next


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What was sealed lately and how the last verification went."""
    ask(request)
    context = {
        "checkpoints": Checkpoint.objects.defer("blocks")[:SHOWN],
        "verification": Verification.objects.first(),
        "waiting": queries.waiting(),
        "chains": Chain.objects.count(),
        "public_key": public_key_pem(),
    }
    return render(request, "journal/home.html", context)


@require_GET
def export(request: HttpRequest) -> FileResponse:
    """The whole journal as JSON lines, written aside first: a slow reader must not hold the database."""
    ask(request)
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed with the answer
    text = TextIOWrapper(file, encoding="utf-8", write_through=True)
    queries.export(text)
    text.detach()
    file.seek(0)
    name = f"diwan-journal-{timezone.now():%Y%m%dT%H%MZ}.jsonl"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/jsonl")


@login_not_required
@require_GET
def checkpoints(request: HttpRequest) -> HttpResponse:
    """Signed checkpoints, oldest first, from `?after=<number>`: whoever keeps them can show later what stood then."""
    after = request.GET.get("after", "0")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    rows = Checkpoint.objects.filter(number__gt=start).order_by("number").defer("blocks")[:PUBLISHED]
    published = [
        {
            **json.loads(row.header),
            "signature": bytes(row.signature).hex(),
            "public_key": bytes(row.public_key).hex(),
        }
        for row in rows
    ]
    return JsonResponse({"checkpoints": published})


def ask(request: HttpRequest) -> None:
    if not policies.may_read(request.actor):  # type: ignore[attr-defined]
        raise NotAllowed
