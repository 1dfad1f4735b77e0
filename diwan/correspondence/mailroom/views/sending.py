"""Files dropped on a page, or photos taken with a telephone."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..enums import Origin
from ..forms.sending import SendForm
from ..operations.arriving import send_in
from .common import demand_right, offices_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def receive(request: HttpRequest) -> None:
    """Keep the bytes of what was sent before anything else, so that a mistake in the form loses no upload."""
    kept = [file for text in request.POST.getlist("kept_piece") if (file := files.from_ticket(text))]
    request.problems = []
    for field in ("pieces", "photos"):
        for upload in request.FILES.getlist(field):
            try:
                kept.append(files.store(upload, name=upload.name or "", now=timezone.now()))  # type: ignore[arg-type]
            except Refusal as refusal:
                request.problems.append((upload.name, refusal))
    request.received = list(dict.fromkeys(kept))


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=receive)
def send(request: HttpRequest) -> HttpResponse:
    """Several files, one batch."""
    demand_right(request)
    now = timezone.now()
    received, problems = getattr(request, "received", []), getattr(request, "problems", [])
    form = SendForm(request.POST or None, offices=offices_of(request, now))
    if request.method == "POST" and form.is_valid() and not problems:
        data = form.cleaned_data
        try:
            send_in(
                actor=request.actor,
                office_id=data["office"],
                file_ids=[file.pk for file in received],
                origin=Origin.PHOTO if request.FILES.getlist("photos") else Origin(data["origin"] or Origin.UPLOAD),
                device=data["device"] or request.headers.get("User-Agent", "")[:120],
                one_document=data["one_document"],
                keep_blank=data["keep_blank"],
                now=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Received. The pages are being read; you may go on meanwhile."))
            return redirect("mailroom:queue")
    for name, refusal in problems:
        form.add_error(None, _("%(name)s: %(refusal)s") % {"name": name, "refusal": refusal})
    kept = [(files.ticket(file), file) for file in received]
    context = {"form": form, "kept": kept}
    return render(request, "mailroom/send.html", context, status=422 if form.errors else 200)
