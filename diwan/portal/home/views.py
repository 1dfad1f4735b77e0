"""The public's door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from diwan.kit import frontpage, navigation

from .queries import receivers

if TYPE_CHECKING:
    from django.http import HttpRequest

PUBLIC = "public"  # ?public shows the door to somebody signed in, too


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page; somebody who works here is led to their desk, the first page open to them."""
    lines = navigation.lines_for(getattr(request, "actor", None), counted=False)
    if lines and PUBLIC not in request.GET:
        return HttpResponseRedirect(lines[0].url)
    now = timezone.now()
    page = {"figures": frontpage.figures(now), "receivers": receivers(now)}
    return render(request, "home/home.html", page)
