"""Our own pages of an account, beside allauth's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .middleware import AccessEnded

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_not_required
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Why one was signed out: where htmx sends a page whose access was ended."""
    return render(request, "accounts/ended.html", {"refusal": AccessEnded()})


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is asked for, and the two ways to set one up."""
    return render(request, "accounts/second_factor.html")
