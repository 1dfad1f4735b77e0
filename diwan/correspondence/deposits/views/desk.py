"""The clerk's desk: what waits, the letter itself, accept or return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from ..enums import State
from ..forms.desk import QueueForm, ReturnForm
from ..models import PIECE, RECEIPT, Deposit
from ..operations import deciding, opening
from ..policies import PROCESS, may_correct
from ..queries import desk as queries
from ..queries.counter import corrections_of, scanned
from ..queries.following import proofs_of
from .acts import more
from .showing import shown

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


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
    form = QueueForm({"state": State.REGISTERED, **request.GET.dict()})
    form.full_clean()
    asked = form.cleaned_data
    found = queries.queue(
        actor=request.actor, state=asked.get("state", ""), q=asked.get("q", ""), page=asked.get("page") or 1
    )
    context = {
        "queue": found,
        "states": [("", ""), *State.choices],
        "form": form,
        **(reading(deposit, request.actor) if deposit else {}),
    }
    return render(request, "deposits/queue.html", context)


def reading(deposit: Deposit, actor: Actor) -> dict:
    """What the reading pane shows; links to pieces are made here, after the right was checked."""
    pieces = [(piece, files.link(piece.file, purpose=PIECE, actor=actor)) for piece in deposit.pieces.all()]
    receipts = [(proof, files.link(proof.file, purpose=RECEIPT, actor=actor)) for proof in proofs_of(deposit)]
    return {
        "deposit": deposit,
        "pieces": pieces,
        "receipts": receipts,
        "country": deposit.office.administration.country,
        "return_form": ReturnForm(),
        **more(deposit, actor),
        "corrections": corrections_of(deposit),
        "may_correct": may_correct(actor, deposit),
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
