"""The video servers of the administration, entered by its administrator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..forms import ServerForm
from ..models import VideoServer
from ..operations import servers as keeping


def home_of(request: HttpRequest) -> int:
    """The administration that this administrator keeps."""
    seat = policies.convening_seat(request.actor)
    if seat is None or not policies.may_keep_servers(request.actor):
        raise NotAllowed
    return seat.administration_id


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def servers(request: HttpRequest) -> HttpResponse:
    home = home_of(request)
    form = ServerForm(request.POST or None)
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            keeping.keep_server(actor=request.actor, administration_id=home, now=timezone.now(), **form.cleaned_data)
            return redirect("meetings:servers")
        except (keeping.NotSafe, keeping.SecretNeeded) as no:
            refusal = no
    context = {
        "form": form,
        "refusal": refusal,
        "servers": VideoServer.objects.filter(administration=home).order_by("kind"),
        "country": organisations.country_of(home),
    }
    return render(request, "meetings/servers.html", context, status=422 if form.is_bound else 200)


@require_POST
@idempotent
def forget(request: HttpRequest, kind: str) -> HttpResponse:
    keeping.forget_server(actor=request.actor, administration_id=home_of(request), kind=kind[:8], now=timezone.now())
    return redirect("meetings:servers")
