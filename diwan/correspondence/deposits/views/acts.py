"""What a clerk does with a letter beyond accepting and returning it: ask for pieces, write, answer, forward."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diwan.correspondence.procedures import api as procedures
from diwan.kit.idempotency import idempotent

from ..enums import State
from ..forms.acts import AnswerForm, ForwardForm, OfficeSearchForm, RequestForm, WordsAndFiles
from ..operations import answering, completing, forwarding, messages
from ..queries import following
from ..queries import forwarding as destinations
from ..queries.completeness import checklist
from ..queries.messages import with_links
from .pieces import receive_pieces
from .showing import kept_files, refuse, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor

    from ..models import Deposit

with_files = functools.partial(idempotent, first=receive_pieces)


def more(deposit: Deposit, actor: Actor) -> dict[str, Any]:
    """What the reading pane shows of a letter's later life; the forms of the acts that are possible now."""
    now = timezone.now()
    card = procedures.card(deposit.procedure_version_id) if deposit.procedure_version_id else None
    deposit.unit_names = following.unit_names(deposit, now)  # type: ignore[attr-defined]
    checks = checklist(deposit, card)
    return {
        "checks": checks,
        "procedure": card,
        "time": following.legal_time(deposit, now),
        "messages_shown": with_links(deposit.messages.all(), actor),
        "request_form": request_form(deposit, checks),
        "answer_form": AnswerForm(auto_id="answer_%s", initial={"accepting": deposit.state != State.ACCEPTED}),
        "message_form": WordsAndFiles(auto_id="message_%s"),
        "can": {name: name in POSSIBLE.get(State(deposit.state), ()) for name in ("ask", "answer", "forward", "write")},
    }


POSSIBLE = {
    State.REGISTERED: ("ask", "answer", "forward", "write"),
    State.INCOMPLETE: ("answer", "forward", "write"),
    State.ACCEPTED: ("ask", "answer", "forward", "write"),
    State.ANSWERED: ("write",),
    State.RETURNED: ("write",),
    State.SILENT: ("write",),
}


def request_form(deposit: Deposit, checks: list, data: Any = None) -> RequestForm:
    return RequestForm(data, checks=checks, language=deposit.language, auto_id="request_%s")


@require_POST
@idempotent
def request_pieces(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Ask the depositor for what is missing."""
    deposit = shown(request, deposit_id)
    context = more(deposit, request.actor)
    form = request_form(deposit, context["checks"], request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("missing", "text")}
        completing.request_pieces(actor=request.actor, deposit_id=deposit_id, now=timezone.now(), **said)
        return redirect("deposits:reading", deposit_id)
    return refuse(request, "deposits/request.html", {**context, "deposit": deposit, "request_form": form})


@require_POST
@with_files
def answer(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Answer the letter and close it."""
    form = AnswerForm(request.POST, auto_id="answer_%s")
    return written(request, deposit_id, "deposits/answer.html", form, answering.answer)


@require_POST
@with_files
def message(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Write to the depositor."""
    form = WordsAndFiles(request.POST, auto_id="message_%s")
    return written(request, deposit_id, "deposits/message.html", form, messages.write)


def written(
    request: HttpRequest, deposit_id: int, template: str, form: WordsAndFiles, act: Callable[..., Any]
) -> HttpResponse:
    """Words and files sent with an act, or the form again with what is wrong; files that came stay with it."""
    deposit = shown(request, deposit_id)
    if form.is_valid() and not request.problems:
        said = {**form.cleaned_data, "pieces": [piece.id for piece in request.received]}
        try:
            act(actor=request.actor, deposit_id=deposit_id, now=timezone.now(), **said)
            return redirect("deposits:reading", deposit_id)
        except messages.NothingToSay as refusal:
            form.add_error(None, str(refusal))
    context = {"deposit": deposit, "form": form, **kept_files(request)}
    return refuse(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def forward(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Choose the competent office, say why, and pass the letter on."""
    deposit = shown(request, deposit_id)
    form = ForwardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = {"office_id": form.cleaned_data["office"], "reason": form.cleaned_data["reason"]}
            forwarding.forward(actor=request.actor, deposit_id=deposit_id, now=timezone.now(), **said)
            return redirect("deposits:reading", deposit_id)
        except (forwarding.OfficeGone, forwarding.SameOffice, forwarding.CameFromThere) as refusal:
            form.add_error("office", str(refusal))
    search = OfficeSearchForm(request.GET)
    q = search.cleaned_data["q"] if search.is_valid() else ""
    chosen = request.POST.get("office", "") or request.GET.get("office", "")
    context = {
        "deposit": deposit,
        "form": form,
        "search": search,
        "q": q,
        "chosen": chosen,
        "offices": destinations.offices(deposit, q, now=timezone.now()),
    }
    if request.htmx and request.htmx.target == "offices":
        return render(request, "deposits/_offices.html", context)
    return render(request, "deposits/forward.html", context, status=422 if form.errors else 200)
