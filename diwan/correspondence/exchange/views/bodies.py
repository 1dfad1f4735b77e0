"""The directory of bodies, to choose an addressee from: a fragment for the forms that register and send letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed

from ..queries import routing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LEAST = 2  # characters


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Bodies of trusted instances whose names hold the words of `q`; each carries its code for `party.body`."""
    if not request.actor.may(letters.REGISTER):  # type: ignore[attr-defined]
        raise NotAllowed
    text = request.GET.get("q", "").strip()[:100]
    found = routing.bodies(text, timezone.now()) if len(text) >= LEAST else []
    template = "exchange/_bodies.html" if request.htmx else "exchange/bodies.html"  # type: ignore[attr-defined]
    return render(request, template, {"bodies": found, "q": text, "asked": len(text) >= LEAST})
