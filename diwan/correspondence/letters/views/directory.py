"""Whom a letter is from or to, as one types; and whether it was registered already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from diwan.kit.refusals import NotAllowed

from ..enums import REGISTER, TREAT
from ..queries import directory

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def known(request: HttpRequest) -> HttpResponse:
    """Units, administrations and former correspondents whose name holds what is typed."""
    if not request.actor.may(REGISTER) and not request.actor.may(TREAT) and not request.actor.seats:
        raise NotAllowed
    rows = directory.known(request.actor, request.GET.get("name", ""), timezone.now())
    return render(request, "letters/_known.html", {"rows": rows, "asked": request.GET.get("name", "").strip()})


@require_GET
def same(request: HttpRequest) -> HttpResponse:
    """Letters of the same sender with the same reference at that office."""
    if not request.actor.may(REGISTER):
        raise NotAllowed
    office = request.GET.get("office", "")
    rows = directory.same_reference(
        request.actor,
        int(office) if office.isdecimal() and len(office) < 18 else 0,
        request.GET.get("their_reference", ""),
        request.GET.get("sender", ""),
    )
    return render(request, "letters/_same.html", {"rows": rows})
