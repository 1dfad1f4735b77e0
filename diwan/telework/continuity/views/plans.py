"""The continuity plan: its versions, its vital services, its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent

from ..enums import PlanState
from ..forms import NoteForm, ServiceForm
from ..models import Plan
from ..operations import plans
from .showing import root_of, units_for

if TYPE_CHECKING:
    from django.http import HttpRequest


def shown(request: HttpRequest, plan_id: int) -> Plan:
    root_of(request)
    rows = Plan.objects.visible_to(request.actor).select_related("unit", "administration", "act", "created_by")
    row = rows.filter(pk=plan_id).first()
    if row is None:
        raise Http404
    return row


@require_POST
@idempotent
def begin(request: HttpRequest) -> HttpResponse:
    root = root_of(request)
    plan = plans.begin_plan(actor=request.actor, administration_id=root.administration_id, now=timezone.now())
    return redirect("continuity:plan", plan.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def one(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A version with its services; while it is written, what it is for."""
    plan = shown(request, plan_id)
    form = NoteForm(request.POST or None, initial={"note": plan.note})
    if request.method == "POST" and form.is_valid():
        plans.describe_plan(actor=request.actor, plan_id=plan.pk, note=form.cleaned_data["note"], now=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("continuity:plan", plan.pk)
    services = list(plan.services.select_related("unit"))
    names = organisations.units_named([row.unit_id for row in services], timezone.now())
    for row in services:
        row.where = names[row.unit_id].here  # type: ignore[attr-defined]
    context = {
        "plan": plan,
        "services": services,
        "form": form,
        "editable": plan.state == PlanState.DRAFT,
        "country": plan.administration.country,
    }
    return render(request, "continuity/plan.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def service(request: HttpRequest, plan_id: int, service_id: int | None = None) -> HttpResponse:
    """Add a vital service, or write it anew."""
    plan = shown(request, plan_id)
    row = plan.services.filter(pk=service_id).first() if service_id else None
    if service_id and row is None:
        raise Http404
    names = ("name", "what", "minimum", "away", "substitutes", "systems", "recovery_hours")
    initial = {"unit": row.unit_id, **{name: getattr(row, name) for name in names}} if row else {}
    form = ServiceForm(request.POST or None, units=units_for(request, plan.unit), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        plans.put_service(
            actor=request.actor,
            plan_id=plan.pk,
            service_id=service_id,
            said=plans.Service(unit_id=said["unit"], **{name: said[name] for name in names}),
            now=timezone.now(),
        )
        return redirect("continuity:plan", plan.pk)
    context = {"plan": plan, "form": form, "service": row}
    return render(request, "continuity/service.html", context, status=422 if form.errors else 200)


@require_POST
@idempotent
def drop(request: HttpRequest, plan_id: int, service_id: int) -> HttpResponse:
    plan = shown(request, plan_id)
    plans.drop_service(actor=request.actor, plan_id=plan.pk, service_id=service_id, now=timezone.now())
    return redirect("continuity:plan", plan.pk)


@require_POST
@idempotent
def submit(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = shown(request, plan_id)
    plans.submit_plan(actor=request.actor, plan_id=plan.pk, now=timezone.now())
    messages.success(request, _("The plan goes to its signer."))
    return redirect("continuity:plan", plan.pk)
