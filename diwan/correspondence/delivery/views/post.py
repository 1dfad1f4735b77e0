"""The post: what waits for it, lists and slips to print, what comes back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import printing
from ..enums import State
from ..forms import BackForm
from ..models import PostBatch, PostItem
from ..operations import post as operations
from .queue import shown


@require_GET
def post(request: HttpRequest) -> HttpResponse:
    """What waits for the post at each office, the last lists, and the field where cards are scanned back."""
    return render(request, "delivery/post.html", context(request))


def context(request: HttpRequest, form: BackForm | None = None) -> dict[str, Any]:
    if not request.actor.may(letters.REGISTER):
        raise NotAllowed
    now = timezone.now()
    offices = organisations.offices_within(request.actor, letters.REGISTER, now)
    waiting: dict[int, list[PostItem]] = {}
    rows = PostItem.objects.filter(
        office__in=[office.id for office in offices], batch=None, sending__state=State.HANDED
    )
    for item in rows.select_related("sending__letter", "sending__party").order_by("pk"):
        waiting.setdefault(item.office_id, []).append(item)
    lists = PostBatch.objects.visible_to(request.actor).select_related("office__administration")
    country = offices[0].country if offices else "MA"
    today = calendars.local_day(now, country)
    return {
        "offices": [(office, waiting[office.id]) for office in offices if office.id in waiting],
        "lists": list(lists.order_by("-handed_at")[:20]),
        "form": form or BackForm(initial={"on": today, "outcome": "delivered"}),
    }


@require_POST
@idempotent
def hand(request: HttpRequest, office_id: int) -> HttpResponse:
    """Close the list of an office: the post has it."""
    if not any(
        o.id == office_id for o in organisations.offices_within(request.actor, letters.REGISTER, timezone.now())
    ):
        raise Http404 if request.actor.may(letters.REGISTER) else NotAllowed
    operations.hand_to_post(actor=request.actor, office_id=office_id, now=timezone.now())
    messages.success(request, _("The list is closed: print it, and have it signed by the post office."))
    return redirect("delivery:post")


@require_POST
@idempotent
def back(request: HttpRequest) -> HttpResponse:
    """A card or an envelope came back."""
    form = BackForm(request.POST)
    if not form.is_valid():
        return render(request, "delivery/post.html", context(request, form), status=422)
    if not request.actor.may(letters.REGISTER):
        raise NotAllowed
    try:
        row = operations.came_back(actor=request.actor, now=timezone.now(), **form.said)
    except Refusal as refusal:
        form.add_error("code", f"{refusal} {refusal.advice}")
        return render(request, "delivery/post.html", context(request, form), status=422)
    said = {"reference": row.letter.reference, "party": row.party.name, "state": row.get_state_display()}
    messages.success(request, _("%(reference)s to %(party)s: %(state)s") % said)
    return redirect("delivery:post")


@require_GET
def slip(request: HttpRequest, sending_id: int) -> HttpResponse:
    """The slip of an item: address for the window of the envelope, bar code, card to be signed and sent back."""
    row = shown(request, sending_id)
    if not hasattr(row, "item"):
        raise Http404
    return pdf(printing.slip(row, timezone.now()), f"{row.item.barcode}.pdf")


@require_GET
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The list handed to the post, to be signed there."""
    if not request.actor.may(letters.REGISTER):
        raise NotAllowed
    row = PostBatch.objects.visible_to(request.actor).filter(pk=batch_id).first()
    if row is None:
        raise Http404
    return pdf(printing.batch(row, timezone.now()), f"post-{row.pk}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
