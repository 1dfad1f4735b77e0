"""The operator's screens: which instances we exchange letters with, and how each does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.engines.signing import api as signing
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import calling, policies
from ..enums import PeerState
from ..forms import Proposal, Suspension
from ..models import Instance
from ..operations import peers as operations
from ..queries import ours, routing
from ..queries import peers as queries
from ..words import spoken

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 50
TONES = {PeerState.PROPOSED: "soon", PeerState.TRUSTED: "ok", PeerState.SUSPENDED: "late"}


def _operator(request: HttpRequest) -> None:
    if not policies.may_operate(request.actor):  # type: ignore[attr-defined]
        raise NotAllowed


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Our own name and fingerprint, and every instance."""
    _operator(request)
    rows = [(line, TONES[PeerState(line.instance.state)]) for line in queries.lines()]
    context = {"rows": rows, "realm": ours.realm(), "words": spoken(signing.root_fingerprint())}
    return render(request, "exchange/peers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def propose(request: HttpRequest) -> HttpResponse:
    _operator(request)
    form = Proposal(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.propose(actor=request.actor, now=timezone.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is being asked who it is."))
            return redirect("exchange:peer", row.pk)
    return render(request, "exchange/propose.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def peer(request: HttpRequest, instance_id: int) -> HttpResponse:
    """One instance: whether to believe it, what waits, what went wrong, its bodies."""
    _operator(request)
    row = get_object_or_404(Instance.objects.select_related("trusted_by", "proposed_by"), pk=instance_id)
    text = request.GET.get("q", "")[:100]
    page = Paginator(routing.bodies_of(row, text), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "instance": row,
        "rests": row.retry_at is not None and row.retry_at > timezone.now(),
        "tone": TONES[PeerState(row.state)],
        "words": spoken(row.fingerprint),
        "own_words": spoken(signing.root_fingerprint()),
        "figures": queries.figures(row),
        "refused": queries.last_refused(row),
        "page": page,
        "q": text,
        "form": Suspension(),
        "meeting": row.state == PeerState.PROPOSED and not row.fingerprint and not row.last_fault,
    }
    return render(request, "exchange/peer.html", context)


@require_POST
@idempotent
def trust(request: HttpRequest, instance_id: int) -> HttpResponse:
    _there(request, instance_id)
    fingerprint = request.POST.get("fingerprint", "")
    operations.trust(actor=request.actor, instance_id=instance_id, fingerprint=fingerprint, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("This instance is trusted from now on. Its directory is being read."))
    return redirect("exchange:peer", instance_id)


@require_POST
@idempotent
def suspend(request: HttpRequest, instance_id: int) -> HttpResponse:
    _there(request, instance_id)
    reason = request.POST.get("reason", "")
    operations.suspend(actor=request.actor, instance_id=instance_id, reason=reason, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("Nothing is exchanged with this instance until it is trusted again."))
    return redirect("exchange:peer", instance_id)


@require_POST
@idempotent
def forget(request: HttpRequest, instance_id: int) -> HttpResponse:
    _there(request, instance_id)
    operations.forget(actor=request.actor, instance_id=instance_id, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("The proposal was taken off the list."))
    return redirect("exchange:peers")


@require_POST
@idempotent
def again(request: HttpRequest, instance_id: int) -> HttpResponse:
    """Call it now: who it is, or what its directory says."""
    row = _there(request, instance_id)
    operations.try_again(actor=request.actor, instance_id=instance_id, now=timezone.now())  # type: ignore[attr-defined]
    (calling.meet if row.state == PeerState.PROPOSED else calling.read_directory).later(instance_id=row.pk)
    messages.success(request, _("It is being called."))
    return redirect("exchange:peer", instance_id)


def _there(request: HttpRequest, instance_id: int) -> Instance:
    _operator(request)
    return get_object_or_404(Instance, pk=instance_id)
