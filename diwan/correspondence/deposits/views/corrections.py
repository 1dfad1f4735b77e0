"""The register is corrected: a registration rectified or annulled, after a page that says what cannot be undone."""

from __future__ import annotations

import dataclasses

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from ..forms.counter import AnnulForm, RectifyForm
from ..models import Deposit
from ..operations import annulling, rectifying
from ..policies import may_correct, may_process
from ..queries import counter as queries

CONFIRMED = "confirmed"


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def rectify(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """The form, then what will change, then the act."""
    deposit = correctable(request, deposit_id)
    now, stands = timezone.now(), rectifying.registered(deposit)
    office = organisations.office_card(deposit.office_id, now)
    assert office is not None  # offices are closed, never removed
    form = RectifyForm(
        request.POST or None,
        initial=dataclasses.asdict(stands),
        procedures=with_current(queries.procedures_of(office, now), deposit),
        units=units_of(deposit, now),
    )
    context = {"form": form, "deposit": deposit, "country": office.country}
    if request.method != "POST" or not form.is_valid():
        return render(request, "deposits/rectify.html", context, status=422 if form.errors else 200)
    said = dict(form.cleaned_data)
    reason, changes = said.pop("reason"), rectifying.Registered(**said)
    if CONFIRMED in request.POST:
        rectifying.rectify(actor=request.actor, deposit_id=deposit.pk, changes=changes, reason=reason, now=now)
        return led_back(request, deposit)
    differences = [
        queries.changed(rectifying.difference(field.name, getattr(stands, field.name), new, now))
        for field in dataclasses.fields(rectifying.Registered)
        if (new := getattr(changes, field.name)) != getattr(stands, field.name)
    ]
    if not differences:
        form.add_error(None, str(rectifying.NothingChanges()))
        return render(request, "deposits/rectify.html", context, status=422)
    return render(request, "deposits/rectify_confirm.html", {**context, "differences": differences, "reason": reason})


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def annul(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """What an annulment means, why, and the act."""
    deposit = correctable(request, deposit_id)
    form = AnnulForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        annulling.annul(
            actor=request.actor, deposit_id=deposit.pk, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        return led_back(request, deposit)
    context = {"form": form, "deposit": deposit, "country": deposit.office.administration.country}
    return render(request, "deposits/annul.html", context, status=422 if form.errors else 200)


def correctable(request: HttpRequest, deposit_id: int) -> Deposit:
    deposit = queries.to_correct(request.actor, deposit_id)
    if deposit is None:
        raise Http404
    if not may_correct(request.actor, deposit):
        raise NotAllowed
    return deposit


def led_back(request: HttpRequest, deposit: Deposit) -> HttpResponse:
    """To the letter; to its line for those who keep the register and process no letters."""
    if may_process(request.actor, deposit):
        return redirect("deposits:reading", deposit.pk)
    return redirect("registers:entry", deposit.entry_id)


def units_of(deposit: Deposit, now) -> list[tuple[int, str]]:
    """The units of the administration, as they are called today."""
    rows = organisations.directory(now.date()).filter(unit__administration=deposit.office.administration_id)
    return [(row.unit_id, row.names.get(get_language() or "ar")) for row in rows.order_by("unit__path")]


def with_current(choices: list[tuple[int, str]], deposit: Deposit) -> list[tuple[int, str]]:
    """A letter keeps the version of its procedure, even when that is no longer offered."""
    current = deposit.procedure_version_id
    if current is None or any(version == current for version, _name in choices):
        return choices
    return [(current, rectifying.named("procedure", current, timezone.now())), *choices]
