"""The bell and what hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.kit.idempotency import idempotent

from . import operations, policies, queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """One's notifications, newest first; `?show=unread` for those not read."""
    found = policies.visible_to(request.actor).order_by("-id")  # type: ignore[attr-defined]
    show = "unread" if request.GET.get("show") == "unread" else "all"
    if show == "unread":
        found = found.filter(read_at=None)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    template = "notifications/_list.html" if request.htmx else "notifications/list.html"  # type: ignore[attr-defined]
    unread = queries.unread_count(request.actor.person_id)  # type: ignore[attr-defined]
    return render(request, template, {"page": page, "show": show, "unread": unread})


@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """The number on the bell, as a fragment."""
    return render(request, "notifications/_count.html", {"unread": queries.unread_count(request.actor.person_id)})  # type: ignore[attr-defined]


@require_POST
@idempotent
def open_one(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Note that it was read and go to the thing itself."""
    told = operations.mark_read(notification_id=notification_id, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    if told is None:
        raise Http404
    return redirect(told.url or "notifications:list")


@require_POST
@idempotent
def read(request: HttpRequest, notification_id: int) -> HttpResponse:
    if operations.mark_read(notification_id=notification_id, actor=request.actor, now=timezone.now()) is None:  # type: ignore[attr-defined]
        raise Http404
    return redirect("notifications:list")


@require_POST
@idempotent
def read_all(request: HttpRequest) -> HttpResponse:
    operations.mark_all_read(actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    return redirect("notifications:list")


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def preferences(request: HttpRequest) -> HttpResponse:
    """Which kinds come by e-mail."""
    if request.method == "POST":
        operations.choose(by_mail=set(request.POST.getlist("by_mail")), actor=request.actor)  # type: ignore[attr-defined]
        return redirect("notifications:list")
    return render(request, "notifications/preferences.html", {"choices": queries.choices(request.actor.person_id)})  # type: ignore[attr-defined]
