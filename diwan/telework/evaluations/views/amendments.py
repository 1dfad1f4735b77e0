"""Amendments of the rules: proposed in a session, voted, and what became of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.telework.rules import api as rules

from .. import policies, queries
from ..enums import State
from ..forms import AmendmentForm, BallotForm
from ..models import Amendment
from ..operations import amending
from . import wording
from .committee import shown
from .shared import country_of, name_of


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: HttpRequest, session_id: int) -> HttpResponse:
    row = shown(request, session_id)
    if not policies.may_keep(request.actor, row.administration_id):
        raise NotAllowed
    now = timezone.now()
    here = rules.rules_for(row.administration_id, timezone.localdate(now))
    offered = {rule.key: rule for rule in here.rules}
    form = AmendmentForm(request.POST if request.method == "POST" else None, offered=offered)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("key", "value", "starts_on", "reasons")}
        made = amending.propose_amendment(actor=request.actor, session_id=row.pk, now=now, **said)
        return redirect("evaluations:amendment", made.pk)
    context = {"form": form, "session": row}
    return render(request, "evaluations/new_amendment.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def amendment(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """What is proposed, the votes, the history of the rule; sent, a vote."""
    row = Amendment.objects.select_related("session").filter(pk=amendment_id).first()
    if row is None:
        raise Http404
    row.session = shown(request, row.session_id)
    there = [one.member for one in row.session.attendances.select_related("member__person") if one.present]
    mine = [m for m in there if policies.may_enter(request.actor, m)] if row.session.state == State.OPEN else []
    members = [(member.pk, name_of(member.person)) for member in mine]
    form = BallotForm(request.POST if request.method == "POST" else None, members=members) if mine else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed
        if form.is_valid():
            amending.cast(
                actor=request.actor,
                amendment_id=row.pk,
                member_id=form.cleaned_data["member"],
                favour=form.cleaned_data["favour"],
                now=timezone.now(),
            )
            return redirect("evaluations:amendment", row.pk)
    ballots = row.ballots.select_related("member__person").order_by("pk")
    context = {
        "amendment": row,
        "label": wording.label_of(row),
        "before": wording.words_of(row, row.before),
        "after": wording.words_of(row, row.value),
        "ballots": [(ballot, name_of(ballot.member.person)) for ballot in ballots],
        "history": [
            (one, wording.words_of(one, one.value))
            for one in queries.amendments_of(row.session.administration_id, row.key)
        ],
        "form": form,
        "country": country_of(row.session.administration_id),
    }
    return render(request, "evaluations/amendment.html", context, status=422 if form and form.is_bound else 200)
