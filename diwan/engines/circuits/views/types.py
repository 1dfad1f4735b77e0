"""Types of documents, and the ceilings of posts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from ..forms.types import CeilingForm, TypeForm
from ..models import Ceiling, DocumentType
from ..operations import types as operations
from ..queries import pages
from .showing import kept, place


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The tree of types."""
    tenant, context = place(request)
    return render(request, "circuits/types.html", {**context, "lines": pages.type_lines(tenant.id)})


@require_http_methods(["GET", "POST"])
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """A new type, or a subtype of one."""
    tenant, context = place(request)
    form = TypeForm(request.POST or None, others=pages.types_of(tenant.id))
    if "below" in request.GET:
        form.initial["parent"] = request.GET["below"]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.create_type(
                actor=request.actor,
                administration_id=tenant.id,
                code=data["code"],
                parent_id=data["parent"],
                names=form.names,
                fields=form.said_fields,
                level=data["level"],
                read_all=data["read_all"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            mistaken(form, refusal)
        else:
            messages.success(request, _("The type is kept."))
            return redirect(f"{request.path.removesuffix('new/')}?administration={tenant.id}")
    return render(request, "circuits/type.html", {**context, "form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@idempotent
def one(request: HttpRequest, type_id: int) -> HttpResponse:
    """A type: its names, its fields, what its signature must be."""
    row = type_of(request, type_id)
    form = TypeForm(request.POST or None, others=(), row=row)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.change_type(
                actor=request.actor,
                type_id=row.pk,
                names=form.names,
                fields=form.said_fields,
                level=data["level"],
                read_all=data["read_all"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            mistaken(form, refusal)
        else:
            messages.success(request, _("The type is kept."))
            return redirect("circuits:type", row.pk)
    above = list(row.parent.all_fields().values()) if row.parent else []
    context = {"row": row, "form": form, "above": above, "circuits": row.circuits.filter(retired_at=None)}
    return render(request, "circuits/type.html", context, status=422 if form.is_bound else 200)


@require_POST
@idempotent
def retire(request: HttpRequest, type_id: int) -> HttpResponse:
    row = type_of(request, type_id)
    operations.retire_type(actor=request.actor, type_id=row.pk, now=timezone.now())
    messages.success(request, _("The type is not offered any more."))
    return redirect("circuits:types")


@require_http_methods(["GET", "POST"])
@idempotent
def ceilings(request: HttpRequest) -> HttpResponse:
    """Up to what amount posts sign, by type."""
    tenant, context = place(request)
    now = timezone.now()
    with_amount = [row for row in pages.types_of(tenant.id) if "amount" in row.all_fields()]
    searching = request.POST.get("act") == "search"
    data = request.POST if request.method == "POST" else None
    form = CeilingForm(
        None if searching else data,
        initial=data.dict() if searching and data else None,
        types=with_amount,
        administration_id=tenant.id,
        now=now,
    )
    if data is not None and not searching and form.is_valid():
        said = form.cleaned_data
        try:
            operations.set_ceiling(
                actor=request.actor, post_id=said["post"], type_id=said["type"], up_to=said["up_to"], now=now
            )
        except Refusal as refusal:
            mistaken(form, refusal)
        else:
            messages.success(request, _("The ceiling is in force."))
            return redirect(f"{request.path}?administration={tenant.id}")
    rows = list(Ceiling.objects.filter(type__administration=tenant.id).select_related("type").order_by("type", "up_to"))
    cards = organisations.post_cards({row.post_id for row in rows}, now)
    shown = {**context, "form": form, "rows": [(row, cards[row.post_id]) for row in rows], "types": with_amount}
    return render(request, "circuits/ceilings.html", shown, status=422 if data is not None and not searching else 200)


@require_POST
@idempotent
def remove_ceiling(request: HttpRequest, ceiling_id: int) -> HttpResponse:
    rows = Ceiling.objects.filter(type__in=DocumentType.objects.visible_to(request.actor)).select_related("type")
    row = kept(request, rows, ceiling_id, "type.administration_id")
    operations.remove_ceiling(actor=request.actor, ceiling_id=row.pk, now=timezone.now())
    messages.success(request, _("The post has no ceiling for this type any more."))
    return redirect("circuits:ceilings")


def type_of(request: HttpRequest, type_id: int) -> DocumentType:
    return kept(request, DocumentType.objects.visible_to(request.actor).select_related("parent__parent"), type_id)


def mistaken(form: Any, refusal: Refusal) -> None:
    """A refusal that belongs in the form is shown there; not to be allowed is another matter."""
    if isinstance(refusal, NotAllowed):
        raise refusal
    form.add_error(None, str(refusal))
