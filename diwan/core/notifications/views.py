"""The bell and what hangs on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.kit.idempotency import idempotent

from . import here, keys, operations, policies, pushes, queries
from .operations import devices

if TYPE_CHECKING:
    from django.http import HttpRequest

PER_PAGE = 25
WORKER = Path(__file__).parent / "static/notifications/worker.js"


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
    """Which kinds come by e-mail and on devices, and which devices those are."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        chosen = {name: set(request.POST.getlist(name)) for name in ("by_mail", "by_push")}
        operations.choose(**chosen, actor=actor)
        messages.success(request, _("Your choice is kept."))
        return redirect("notifications:preferences")
    mark = here.mark_of(request)
    rows = queries.devices_of(actor.person_id)
    this = next((row for row in rows if mark and row.mark == devices.hashed(mark)), None)
    context = {"choices": queries.choices(actor.person_id), "devices": rows, "this": this, "key": keys.public_text()}
    return render(request, "notifications/preferences.html", context)


@require_POST
@idempotent
def turn_on(request: HttpRequest) -> HttpResponse:
    """This browser is told from now on; the first message, which comes at once, shows that it is."""
    mark = here.mark_of(request) or here.new_mark()
    device = devices.turn_on(
        actor=request.actor,  # type: ignore[attr-defined]
        endpoint=request.POST.get("endpoint", ""),
        browser_key=request.POST.get("p256dh", ""),
        secret=request.POST.get("auth", ""),
        label=here.label_of(request),
        mark=mark,
        now=timezone.now(),
    )
    pushes.deliver.later(device_id=device.pk, place=pushes.HELLO)
    messages.success(request, _("This device will tell you what waits. A first message comes in a moment."))
    response = redirect("notifications:preferences")
    here.remember(response, mark)
    return response


@require_POST
@idempotent
def forget_device(request: HttpRequest, device_id: int) -> HttpResponse:
    label = devices.forget(actor=request.actor, device_id=device_id)  # type: ignore[attr-defined]
    if label is None:
        raise Http404
    messages.success(request, _("“%(device)s” is forgotten: nothing is told there any more.") % {"device": label})
    return redirect("notifications:preferences")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that browsers keep to show messages: always at this address, and asked for again each time."""
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return HttpResponse(script(), content_type="text/javascript; charset=utf-8", headers=headers)


@cache
def script() -> bytes:
    return WORKER.read_bytes()
