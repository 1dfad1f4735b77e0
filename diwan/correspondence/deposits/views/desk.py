"""The clerk's desk: what waits, the letter itself, accept or return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.core.saved_views import api as saved_views
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from ..enums import State
from ..forms.desk import ReturnForm, filter_form
from ..models import PIECE, RECEIPT, Deposit
from ..operations import deciding, opening
from ..policies import PROCESS, may_correct
from ..queries import becoming, duplicates
from ..queries import desk as queries
from ..queries.counter import corrections_of, scanned
from ..queries.filters import OPEN_STATES, Filter, Place, place_of
from ..queries.following import proofs_of
from ..queries.pieces import shown_pieces
from .acts import more
from .showing import shown

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

VIEWS = "deposits.queue"  # the list of which views are kept
STATES = [("", ""), (OPEN_STATES, ""), *State.choices]


@require_GET
def queue(request: HttpRequest, deposit_id: int | None = None) -> HttpResponse:
    """The queue, with one deposit open beside it where one is named."""
    if not request.actor.may(PROCESS):
        raise NotAllowed
    deposit = shown(request, deposit_id) if deposit_id else None
    if request.htmx and deposit and request.htmx.target == "reading":
        return render(request, "deposits/_reading.html", reading(deposit, request.actor))
    if not deposit and (labelled := scanned(request.actor, request.GET.get("q", ""))):
        return redirect("deposits:reading", labelled.pk)  # a label read into the search box
    first = None if deposit or set(request.GET) - {"lang"} else saved_views.first(request.actor, VIEWS)
    if first:
        return redirect(f"{reverse('deposits:queue')}?{first.query}")
    context = {
        **listing(request),
        **(reading(deposit, request.actor) if deposit else {}),
    }
    return render(request, "deposits/queue.html", context)


def listing(request: HttpRequest) -> dict[str, Any]:
    """The list on the left: its filter, its page, what the filter offers."""
    now = timezone.now()
    place = place_of(request.actor, now)
    form = filter_form(request.GET)
    asked = form.filter
    if "filter" in request.GET:  # the lists to choose from are read only when they are shown
        form.offer(
            office=[(office.id, office.names.here) for office in place.offices],
            procedure=[(0, _("None: a plain letter")), *queries.procedures_in(place)],
            unit=queries.units_in_charge(place, now),
        )
    found = queries.queue(
        place=place, asked=asked, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    start = request.GET.urlencode() if {"before", "after"} & set(request.GET) else ""
    return {
        "queue": found,
        "today": place.today,
        "states": [(state, label, asked.with_(state=state).query) for state, label in STATES],
        "form": form,
        "filtering": "filter" in request.GET,
        "asked": asked,
        "chips": [
            (label, value, asked.without(name).query)
            for name, label, value in form.asked(names_asked(asked, place, now))
        ],
        "terms": list(QueryDict(asked.without("state", "q").query).items()),
        "unfiltered": Filter(state=asked.state).query,
        "here": start or asked.query,
    }


def names_asked(asked: Filter, place: Place, now: datetime) -> dict[str, dict[int, str]]:
    """What the offices, the procedure and the unit of a filter are called."""
    units = organisations.units_named([asked.unit], now) if asked.unit else {}
    return {
        "office": {office.id: office.names.here for office in place.offices},
        "procedure": {0: _("None: a plain letter"), **queries.procedure_name(place, asked.procedure)},
        "unit": {unit_id: names.here for unit_id, names in units.items()},
    }


def reading(deposit: Deposit, actor: Actor) -> dict[str, Any]:
    """What the reading pane shows; links to pieces are made here, after the right was checked."""
    receipts = [(proof, files.link(proof.file, purpose=RECEIPT, actor=actor)) for proof in proofs_of(deposit)]
    first = deposit.duplicate_of
    reason = _("Same letter as %(reference)s.") % {"reference": first.reference} if first else ""
    return {
        "deposit": deposit,
        "pieces": shown_pieces(deposit, purpose=PIECE, actor=actor),
        "receipts": receipts,
        "country": deposit.office.administration.country,
        "return_form": ReturnForm(initial={"reason": reason}),
        "perhaps_same": duplicates.perhaps_same(actor, deposit),
        **more(deposit, actor),
        "corrections": corrections_of(deposit),
        "may_correct": may_correct(actor, deposit),
        "letter": becoming.letter_of(actor, deposit),
    }


@require_POST
@idempotent
def open_(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Note that the letter was opened; sent by the page itself."""
    shown(request, deposit_id)
    opening.open_(actor=request.actor, deposit_id=deposit_id, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@idempotent
def accept(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Take the letter in."""
    shown(request, deposit_id)
    deciding.accept(actor=request.actor, deposit_id=deposit_id, now=timezone.now())
    return redirect("deposits:reading", deposit_id)


@require_POST
@idempotent
def return_(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Give the letter back with a reason."""
    deposit = shown(request, deposit_id)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        context = {**reading(deposit, request.actor), "return_form": form}
        return render(request, "deposits/return.html", context, status=422)
    deciding.return_(actor=request.actor, deposit_id=deposit_id, now=timezone.now(), **form.cleaned_data)
    return redirect("deposits:reading", deposit_id)
