"""Circuits: the list, a new one, a copy, what one takes and the versions it had."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..conditions import rule_from_json
from ..forms.rules import RuleRows
from ..forms.types import CircuitForm, NewCircuitForm, names_of
from ..models import CircuitVersion
from ..operations import drawing
from ..operations.copying import copy_circuit
from ..queries import pages
from .showing import circuit_of, country_of, place, version_of
from .types import mistaken


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The circuits by type, in the order in which they are asked."""
    tenant, context = place(request)
    groups = pages.circuit_lines(tenant.id, timezone.now())
    return render(request, "circuits/list.html", {**context, "groups": groups})


@require_http_methods(["GET", "POST"])
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """A circuit begins with its type and its name."""
    tenant, context = place(request)
    types = pages.types_of(tenant.id)
    form = NewCircuitForm(request.POST or None, types=types, initial={"type": request.GET.get("type")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            version = drawing.create_circuit(
                actor=request.actor, type_id=data["type"], names=form.names, rank=data["rank"], now=timezone.now()
            )
        except Refusal as refusal:
            mistaken(form, refusal)
        else:
            return redirect("circuits:version", version.pk)
    shown = {**context, "form": form, "types": types}
    return render(request, "circuits/new.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@idempotent
def copy(request: HttpRequest, version_id: int) -> HttpResponse:
    """A new circuit that begins as this version."""
    source = version_of(request, version_id)
    types = pages.types_of(source.circuit.administration_id)
    start = {"type": source.circuit.type_id, "rank": source.circuit.rank}
    form = NewCircuitForm(request.POST or None, types=types, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = copy_circuit(
                actor=request.actor,
                source=source,
                type_id=data["type"],
                names=form.names,
                rank=data["rank"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            mistaken(form, refusal)
        else:
            return redirect("circuits:version", made.pk)
    shown = {"form": form, "types": types, "source": source}
    return render(request, "circuits/new.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@idempotent
def one(request: HttpRequest, circuit_id: int) -> HttpResponse:
    """What a circuit is called, which documents it takes, and its versions."""
    row = circuit_of(request, circuit_id)
    now = timezone.now()
    fields = row.type.all_fields()
    units = pages.units_for(row.type, now)
    form = CircuitForm(request.POST or None, initial={**names_of(row), "rank": row.rank})
    rule = RuleRows(request.POST or None, rule_from_json(row.when), fields, units)
    if request.method == "POST" and form.is_valid() and rule.is_valid():
        try:
            drawing.change_circuit(
                actor=request.actor,
                circuit_id=row.pk,
                names=form.names,
                rank=form.cleaned_data["rank"],
                when=rule.rule,
                now=now,
            )
        except Refusal as refusal:
            mistaken(form, refusal)
        else:
            messages.success(request, _("What the circuit takes is in force for what is sent from now on."))
            return redirect("circuits:circuit", row.pk)
    shown = {**about(row), "form": form, "rule": rule, "rule_url_version": row.pk}
    return render(request, "circuits/circuit.html", shown, status=422 if form.is_bound else 200)


def about(row: Any) -> dict[str, Any]:
    versions = list(row.versions.select_related("changed_by", "activated_by"))
    return {
        "circuit": row,
        "country": country_of(row.administration_id),
        "versions": [(version, pages.running_on(version)) for version in versions],
        "draft": next((version for version in versions if version.state == "draft"), None),
        "active": next((version for version in versions if version.state == "active"), None),
    }


@require_POST
@idempotent
def draft(request: HttpRequest, circuit_id: int) -> HttpResponse:
    """A new version to draw, or the one that is being drawn."""
    row = circuit_of(request, circuit_id)
    made = CircuitVersion.objects.filter(circuit=row, state="draft").first()
    made = made or drawing.new_version(actor=request.actor, circuit_id=row.pk, now=timezone.now())
    return redirect("circuits:version", made.pk)


@require_POST
@idempotent
def retire(request: HttpRequest, circuit_id: int) -> HttpResponse:
    row = circuit_of(request, circuit_id)
    drawing.retire_circuit(actor=request.actor, circuit_id=row.pk, now=timezone.now())
    messages.success(request, _("The circuit takes nothing new; what is on its way goes to its end."))
    return redirect("circuits:home")


@require_POST
@idempotent
def discard(request: HttpRequest, version_id: int) -> HttpResponse:
    version = version_of(request, version_id)
    drawing.discard(actor=request.actor, version_id=version.pk, now=timezone.now())
    messages.success(request, _("The drawing was thrown away."))
    return redirect("circuits:circuit", version.circuit_id)
