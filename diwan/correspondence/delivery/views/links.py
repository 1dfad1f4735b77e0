"""The page that shows a letter to whoever holds its address, without an account. Reading it is a button: only a person
presses it, programs that follow links do not."""

from __future__ import annotations

import functools
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from diwan.core.files import api as files
from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..forms import CodeForm
from ..operations import links

OPENED = "delivery.opened"  # in the session: the links this browser opened


@login_not_required
@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Who wrote, under which number; the letter itself once this browser opened it."""
    found = links.link_of(token)
    if found is None:
        raise Http404
    over = links.is_over(found, timezone.now())
    opened = not over and found.pk in request.session.get(OPENED, [])
    return page(request, found, token, over=over, opened=opened)


def check_code(request: HttpRequest) -> None:
    """Before the transaction of the opening: a wrong code is counted, whatever is undone after it."""
    token, form = request.resolver_match.kwargs["token"], CodeForm(request.POST)  # type: ignore[union-attr]
    request.refusal = None  # type: ignore[attr-defined]
    try:
        links.check(token=token, code=form.cleaned_data["code"] if form.is_valid() else "", now=timezone.now())
    except links.WrongCode as refusal:
        request.refusal = refusal  # type: ignore[attr-defined]


@login_not_required
@require_POST
@functools.partial(idempotent, first=check_code)
def open_(request: HttpRequest, token: str) -> HttpResponse:
    """Open the letter: the sender is told."""
    found = links.link_of(token)
    if found is None:
        raise Http404
    if request.refusal:  # type: ignore[attr-defined]
        return page(request, found, token, over=False, opened=False, refusal=request.refusal)  # type: ignore[attr-defined]
    opened = links.open_link(token=token, now=timezone.now())
    request.session[OPENED] = [*request.session.get(OPENED, []), opened.pk][-20:]
    return redirect("delivery:link", token)


@login_not_required
@require_POST
@idempotent
def piece(request: HttpRequest, token: str, position: int) -> HttpResponse:
    """Fetch a piece: the sender sees that it was."""
    found = links.link_of(token)
    if found is None or found.pk not in request.session.get(OPENED, []):
        raise Http404
    file_id = links.fetched(token=token, position=position, now=timezone.now())
    return redirect(files.link(files.StoredFile.objects.get(pk=file_id), purpose="delivery.link"))


def page(
    request: HttpRequest, found: Any, token: str, *, over: bool, opened: bool, refusal: Refusal | None = None
) -> HttpResponse:
    row = found.sending
    said = row.said
    context = {
        "link": found,
        "token": token,
        "over": over,
        "opened": opened,
        "refusal": refusal,
        "source": said["from"],
        "to": said["to"],
        "country": said["from"]["country"],
        "needs_code": bool(found.code_digest),
        "form": CodeForm(),
        "told": said["letter"] if opened else {"reference": said["letter"]["reference"]},
        "pieces": list(row.letter.pieces.select_related("file")) if opened else [],
        "confidential": said["letter"]["level"] == letters.Level.CONFIDENTIAL,
    }
    status = 410 if over else (refusal.status if refusal else 200)
    response = render(request, "delivery/link.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
