"""Whose administration a request is about, and how a form is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


def mine(request: HttpRequest) -> int:
    """The administration that this person administers whole, the first of their seats that does.

    Raises:
        NotAllowed
    """
    for seat in request.actor.seats:
        root = seat.unit_path.split("/")[1]
        if request.actor.may(organisations.ADMINISTER, organisations.Place(int(root), f"/{root}/")):
            return seat.administration_id
    raise NotAllowed


def who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.actor, "now": timezone.now()}


def taken(request: HttpRequest, form: Any, do: Callable[[Any], Any], said: str, to: str) -> HttpResponse | None:
    """Do it if the form is sound, say so, and go; None when the form is to be shown, with what was refused above it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        do(form.cleaned_data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.add_error(None, f"{refusal} {refusal.advice}".strip())
        return None
    messages.success(request, said)
    return HttpResponseRedirect(reverse(to))


def form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    """A page that is one form."""
    status = 422 if form.errors else 200
    return render(request, "joining/form.html", {"form": form, **context}, status=status)


def units_of(administration_id: int) -> list[tuple[int, str]]:
    """The units of an administration for a list, each under its code."""
    day = timezone.localdate()
    rows = organisations.directory(day).filter(unit__administration=administration_id).order_by("unit__path")
    return [(row.unit_id, f"{row} · {row.unit.code}" if row.unit.code else str(row)) for row in rows]
