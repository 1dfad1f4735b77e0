"""The board of an administration that joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from diwan.core.organisations import api as organisations

from ..queries import board as queries
from .common import mine

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What is done, what is missing in words, where to do it."""
    here, now = mine(request), timezone.now()
    name = organisations.administration_name(here, now.date(), request.LANGUAGE_CODE)
    return render(request, "joining/board.html", {"board": queries.board(here, now), "name": name})
