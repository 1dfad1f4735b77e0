"""What the pages share: who asks, a form on a page of its own, acts that answer by a message."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from diwan.kit import spreadsheets
from diwan.kit.refusals import NotAllowed, Refusal

from ..policies import SECURITY, guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, Seat


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def officer(request: HttpRequest) -> Actor:
    """The actor, if they are a security officer of an administration.

    Raises:
        NotAllowed
    """
    actor = actor_of(request)
    if not actor.may(SECURITY) or not guarded(actor):
        raise NotAllowed
    return actor


def seat_of(request: HttpRequest) -> Seat:
    """The first seat of whoever asks.

    Raises:
        NotAllowed: they sit nowhere.
    """
    seats = actor_of(request).seats
    if not seats:
        raise NotAllowed
    return seats[0]


def administration_of(request: HttpRequest, actor: Actor) -> int:
    """The administration guarded that is asked for (`?administration=`), else the first."""
    held = sorted(guarded(actor))
    asked = request.GET.get("administration") or request.POST.get("administration") or ""
    return next((one for one in held if str(one) == asked), held[0])


def who(request: HttpRequest) -> dict[str, Any]:
    """What every operation is given."""
    return {"actor": actor_of(request), "now": timezone.now()}


def today_of(now: datetime) -> date:
    return timezone.localdate(now)


def act(request: HttpRequest, run: Callable[[], Any], done: str, then: str, *args: Any) -> HttpResponse:
    """Run an act of one button; a refusal is shown on the page it came from."""
    try:
        run()
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.advice}")
    else:
        messages.success(request, done)
    return redirect(then, *args)


def fill(
    request: HttpRequest,
    form: Any,
    run: Callable[[], HttpResponse],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show a form, or run what it asks for; with mistakes it is shown again with all that was typed (422)."""
    if request.method == "POST" and form.is_valid():
        try:
            return run()
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal} {refusal.advice}".strip())
    return render(request, template, {**context, "form": form}, status=422 if form.errors else 200)


def sheet(name: str, extension: str, head: Sequence[str], lines: Iterable[Sequence[Any]]) -> HttpResponse:
    """A list for a spreadsheet."""
    write = spreadsheets.write_xlsx if extension == "xlsx" else spreadsheets.write_csv
    stream = io.BytesIO()
    write(stream, head, lines, title=name, right_to_left=get_language() == "ar")
    response = HttpResponse(stream.getvalue(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response
