"""Send a letter: to each addressee by the channel proposed, or another; several letters at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.batches import api as batches
from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import policies, works
from ..forms import SendForm
from ..operations import sending
from ..queries import queue as queries
from ..queries.offers import Reach, reaches
from .queue import shown

MOST = 500  # letters in one act


@require_http_methods(["GET", "POST"])
@idempotent
def send(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The addressees of a letter, the channel proposed for each and why; then send."""
    letter = sendable(request, letter_id)
    found = reaches(letter, timezone.now())
    form = SendForm(request.POST or None, reaches=found)
    if request.method == "POST" and form.is_valid():
        rows = sending.send(actor=request.actor, letter_id=letter_id, to=form.asked, now=timezone.now())
        said = ngettext(
            "The letter is sent to %(count)s addressee.", "The letter is sent to %(count)s addressees.", len(rows)
        )
        messages.success(request, said % {"count": len(rows)})
        return redirect("delivery:sending", rows[0].pk)
    return page(request, letter, form, found)


@require_http_methods(["GET", "POST"])
@idempotent
def again(request: HttpRequest, sending_id: int) -> HttpResponse:
    """Send again what was refused, returned, withdrawn or could not be delivered."""
    old = shown(request, sending_id)
    letter = sendable(request, old.letter_id)
    found = [reach for reach in reaches(letter, timezone.now()) if reach.party.pk == old.party_id]
    form = SendForm(request.POST or None, reaches=found)
    if request.method == "POST" and form.is_valid():
        row = sending.resend(actor=request.actor, sending_id=sending_id, to=form.asked[0], now=timezone.now())
        messages.success(request, _("The letter is sent again."))
        return redirect("delivery:sending", row.pk)
    return page(request, letter, form, found, old=old)


def sendable(request: HttpRequest, letter_id: int) -> Any:
    """The letter, for those who may send it; for those who may not read it, it does not exist."""
    rows = letters.Letter.objects.visible_to(request.actor).select_related("office__unit", "office__administration")
    letter = rows.filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    if not policies.may_send(request.actor, letter):
        raise NotAllowed
    return letter


def page(request: HttpRequest, letter: Any, form: SendForm, found: list[Reach], **more: Any) -> HttpResponse:
    context = {
        "letter": letter,
        "form": form,
        "country": letter.office.administration.country,
        "gone": [reach for reach in found if reach.live],
        "sendable": letter.kind != letters.Kind.INCOMING and letter.state in sending.SENDABLE,
        **more,
    }
    return render(request, "delivery/send.html", context, status=422 if form.errors else 200)


@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """The numbered letters that were sent to nobody yet."""
    if not request.actor.may(letters.REGISTER):
        raise NotAllowed
    rows = list(queries.ready(request.actor)[:MOST])
    return render(request, "delivery/ready.html", {"rows": rows})


@require_POST
@idempotent
def send_many(request: HttpRequest) -> HttpResponse:
    """Send the letters chosen, each to all its addressees by the channels proposed: a long work."""
    if not request.actor.may(letters.REGISTER):
        raise NotAllowed
    chosen = {int(text) for text in request.POST.getlist("id") if text.isdecimal() and len(text) < 18}
    rows = [row for row in queries.ready(request.actor)[:MOST] if row.pk in chosen]
    batch = batches.start(
        actor=request.actor,
        kind=works.SEND,
        title=_("Send letters"),
        language=get_language() or "ar",
        now=timezone.now(),
        items=[(str(row.pk), f"{row.reference} · {row.correspondent}") for row in rows],
        administration_id=rows[0].administration_id if rows else None,
    )
    return redirect("batches:batch", batch.pk)
