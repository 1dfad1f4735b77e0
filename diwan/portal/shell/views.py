"""The pages of the frame itself: search, theme, and the style guide of the demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diwan.kit import navigation
from diwan.kit.arabic import normalise

from . import accents
from .theme import COOKIE, THEMES

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_SEARCH = 200  # characters; more is a paste by mistake


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Pages and things with these words in them: a page for people, JSON for the palette."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    actor = getattr(request, "actor", None)
    groups = [(_("Pages"), pages(actor, text)), *(navigation.search(actor, text) if text else [])]
    groups = [(label, found) for label, found in groups if found]
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(
            {"groups": [{"label": label, "items": [vars(f) for f in items]} for label, items in groups]}
        )
    return render(request, "shell/search.html", {"text": text, "groups": groups})


def pages(actor: object, text: str) -> list[navigation.Found]:
    """The pages this actor may open whose name holds the text, whatever its spelling."""
    wanted = normalise(text)
    lines = navigation.lines_for(actor, counted=False)
    return [
        navigation.Found(line.label, line.section, line.url)
        for line in lines
        if wanted in normalise(f"{line.label} {line.section}")
    ]


@login_not_required
@require_safe
def accent(request: HttpRequest, colour: str, mark: str) -> HttpResponse:
    """The colour of an administration over that of the house. The address changes when a word of it does."""
    sheet = accents.sheet(f"#{colour}") if accents.COLOUR.fullmatch(colour) else ""
    if not sheet or mark != accents.mark_of(sheet):
        raise Http404
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@login_not_required
@require_safe
@never_cache
def theme(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the choice of light or dark in a cookie and go back. Writes nothing but the cookie, hence a GET."""
    if name not in THEMES:
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(COOKIE, name, max_age=365 * 24 * 3600, samesite="Lax")
    return response
