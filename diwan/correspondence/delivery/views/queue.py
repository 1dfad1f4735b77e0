"""What is on its way: the queue, one sending with its story, what can still be done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import policies, registry
from ..enums import State
from ..forms import ReasonForm
from ..models import Sending
from ..operations import bouncing, handing, withdrawing
from ..queries import figures as figures_of
from ..queries import queue as queries
from ..queries.story import story
from ..tones import TONES


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What is on its way, and what has to be looked at."""
    if not request.actor.may(letters.REGISTER):
        raise NotAllowed
    return render(request, "delivery/queue.html", listing(request))


@require_GET
def sending(request: HttpRequest, sending_id: int) -> HttpResponse:
    """One sending beside the queue, for those who keep the mail; alone for others who read the letter."""
    row = shown(request, sending_id)
    context = reading(request, row)
    if request.htmx and request.htmx.target == "reading":
        return render(request, "delivery/_sending.html", context)
    if request.actor.may(letters.REGISTER):
        context |= listing(request)
    return render(request, "delivery/queue.html", context)


def listing(request: HttpRequest) -> dict[str, Any]:
    group = request.GET.get("group", "")
    group = group if group in queries.GROUPS else ""
    text = request.GET.get("q", "")[:100]
    page, chips = queries.page(request.actor, group=group, text=text, number=request.GET.get("page"))
    rows = [(row, TONES[State(row.state)], registry.label(row.channel)) for row in page]
    return {"page": page, "rows": rows, "chips": chips, "group": group, "q": text, "listed": True}


def shown(request: HttpRequest, sending_id: int) -> Sending:
    """The sending, which for those who may not read its letter does not exist."""
    rows = Sending.objects.visible_to(request.actor)
    rows = rows.select_related(
        "letter__office__administration", "letter__office__unit", "party", "asked_by", "resends", "item", "link"
    )
    row = rows.filter(pk=sending_id).first()
    if row is None:
        raise Http404
    return row


def reading(request: HttpRequest, row: Sending) -> dict[str, Any]:
    """All that the page of a sending shows."""
    may = policies.may_send(request.actor, row.letter)
    resent = row.resent.order_by("-pk").first()
    asked_back = row.is_under_way and row.is_asked_back
    return {
        "sending": row,
        "country": row.letter.office.administration.country,
        "tone": TONES[State(row.state)],
        "channel": registry.label(row.channel),
        "explained": registry.explained(row),
        "asked_back": asked_back,
        "lines": story(row, get_language() or "ar"),
        "resent": resent,
        "reason_form": ReasonForm(auto_id="withdraw_%s"),
        "bounce_form": ReasonForm(auto_id="bounce_%s"),
        "can": {
            "retry": may and row.state in (State.WAITING, State.FAILED) and resent is None,
            "withdraw": may and row.is_under_way and not asked_back,
            "resend": may and row.is_missed and resent is None,
            "bounce": may and row.channel == "email" and row.state == State.CONSIGNED,
            "slip": hasattr(row, "item"),
        },
    }


@require_POST
@idempotent
def retry(request: HttpRequest, sending_id: int) -> HttpResponse:
    shown(request, sending_id)
    handing.retry(actor=request.actor, sending_id=sending_id, now=timezone.now())
    messages.success(request, _("The letter is handed over again now."))
    return redirect("delivery:sending", sending_id)


@require_POST
@idempotent
def withdraw(request: HttpRequest, sending_id: int) -> HttpResponse:
    row, form = shown(request, sending_id), ReasonForm(request.POST, auto_id="withdraw_%s")
    if not form.is_valid():
        context = {**reading(request, row), "reason_form": form}
        return render(request, "delivery/withdraw.html", context, status=422)
    done = withdrawing.withdraw(actor=request.actor, sending_id=sending_id, now=timezone.now(), **form.cleaned_data)
    is_over = done.state == State.WITHDRAWN
    messages.success(request, _("The sending is withdrawn.") if is_over else _("The other end is asked for it."))
    return redirect("delivery:sending", sending_id)


@require_POST
@idempotent
def bounced(request: HttpRequest, sending_id: int) -> HttpResponse:
    """The e-mail came back."""
    row, form = shown(request, sending_id), ReasonForm(request.POST, auto_id="bounce_%s")
    if not form.is_valid():
        context = {**reading(request, row), "bounce_form": form}
        return render(request, "delivery/bounced.html", context, status=422)
    words = form.cleaned_data["reason"]
    bouncing.bounced(actor=request.actor, sending_id=sending_id, words=words, now=timezone.now())
    return redirect("delivery:sending", sending_id)


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """How long each addressee takes to accept, over the last three months."""
    if not request.actor.may(letters.REGISTER):
        raise NotAllowed
    since = timezone.now() - timedelta(days=90)
    return render(request, "delivery/figures.html", {"rows": figures_of.figures(request.actor, since=since)})
