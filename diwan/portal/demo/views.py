"""Choose a role and be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from diwan.kit.idempotency import idempotent

from . import queries

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
@require_safe
@never_cache
def roles(request: HttpRequest) -> HttpResponse:
    """Everybody one can become, by administration."""
    if not here():
        raise Http404
    language = get_language() or "ar"
    casts = [
        {
            "code": cast.code,
            "name": cast.names.get(language),
            "characters": [card(c, language) for c in cast.characters],
        }
        for cast in queries.casts()
    ]
    members = [card(member, language) for member in queries.members()]
    return render(request, "demo/roles.html", {"casts": casts, "members": members})


def card(character: queries.Character, language: str) -> dict[str, Any]:
    """What is said of somebody one can become."""
    return {
        "email": character.email,
        "name": character.names.get(language),
        "role": character.role.label,
        "sentence": character.role.sentence,
        "unit": character.unit.get(language),
    }


@login_not_required
@require_POST
@never_cache
@idempotent
def step_into(request: HttpRequest) -> HttpResponse:
    """Sign in as a character of the demo, without a password, and go to their desk."""
    user = queries.character_user(request.POST.get("email", "")) if here() else None
    if user is None:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect("/")


def here() -> bool:
    """Only where the settings want a demo and its data is there: the addresses do not exist otherwise."""
    return settings.DIWAN_DEMO and queries.loaded()
