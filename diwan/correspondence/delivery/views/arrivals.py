"""What arrived: the list, the letter as it came, accept, refuse, return."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.correspondence.letters import api as letters
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from ..enums import ArrivalState
from ..forms import RefuseForm
from ..models import ARRIVED, Arrival
from ..operations import deciding
from ..queries import arrivals as queries
from ..queries.story import story
from ..tones import ARRIVAL_TONES as TONES


@require_GET
def listing_page(request: HttpRequest, arrival_id: int | None = None) -> HttpResponse:
    """The list of arrivals, with one open beside it where one is named."""
    if not request.actor.may(letters.REGISTER):
        raise NotAllowed
    row = shown(request, arrival_id) if arrival_id else None
    if request.htmx and row and request.htmx.target == "reading":
        return render(request, "delivery/_arrival.html", reading(request, row))
    context = listing(request) | (reading(request, row) if row else {})
    return render(request, "delivery/arrivals.html", context)


def listing(request: HttpRequest) -> dict[str, Any]:
    state = request.GET.get("state", ArrivalState.WAITING)
    state = state if state in ("", *ArrivalState.values) else ArrivalState.WAITING
    text = request.GET.get("q", "")[:100]
    page, counts = queries.page(request.actor, state=state, text=text, number=request.GET.get("page"))
    now = timezone.now()
    rows = []
    for row in page:
        today = calendars.local_day(now, row.office.administration.country)
        rows.append((row, TONES[ArrivalState(row.state)], row.is_waiting and row.decide_by < today))
    chips = [(key, label, counts.get(key, 0)) for key, label in [("", _("All")), *ArrivalState.choices]]
    return {"page": page, "rows": rows, "chips": chips, "state": state, "q": text}


def shown(request: HttpRequest, arrival_id: int) -> Arrival:
    """The arrival, which for those who may not see it does not exist."""
    row = queries.shown(request.actor, arrival_id)
    if row is None:
        raise Http404
    return row


def reading(request: HttpRequest, row: Arrival) -> dict[str, Any]:
    """The letter as it came; links to pieces are made here, after the right was checked."""
    pieces = [
        (piece, files.link(piece.file, purpose=ARRIVED, actor=request.actor))
        for piece in row.pieces.select_related("file")
    ]
    return {
        "arrival": row,
        "said": row.said,
        "dated_on": deciding.day_of(row.said["letter"]["dated_on"]),
        "tone": TONES[ArrivalState(row.state)],
        "country": row.office.administration.country,
        "pieces": pieces,
        "pdf": next(((piece, url) for piece, url in pieces if piece.file.media_type == "application/pdf"), None),
        "lines": story(row, get_language() or "ar"),
        "refuse_form": RefuseForm(auto_id="refuse_%s"),
        "can_return": row.state == ArrivalState.REGISTERED and row.letter and row.letter.state in deciding.RETURNABLE,
    }


@require_POST
@idempotent
def accept(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """Take the letter in."""
    shown(request, arrival_id)
    deciding.accept(actor=request.actor, arrival_id=arrival_id, now=timezone.now())
    return redirect("delivery:arrival", arrival_id)  # which says the number it got


@require_POST
@idempotent
def refuse(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """Refuse the letter before it is registered."""
    return given_back(request, arrival_id, deciding.refuse, _("The letter is refused; its sender is told why."))


@require_POST
@idempotent
def return_(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """Return a letter that was registered."""
    return given_back(request, arrival_id, deciding.return_, _("The letter is returned; its sender is told why."))


def given_back(request: HttpRequest, arrival_id: int, act: Any, said: str) -> HttpResponse:
    row, form = shown(request, arrival_id), RefuseForm(request.POST, auto_id="refuse_%s")
    if not form.is_valid():
        context = {**reading(request, row), "refuse_form": form}
        return render(request, "delivery/refuse.html", context, status=422)
    act(actor=request.actor, arrival_id=arrival_id, now=timezone.now(), **form.cleaned_data)
    messages.success(request, said)
    return redirect("delivery:arrival", arrival_id)
