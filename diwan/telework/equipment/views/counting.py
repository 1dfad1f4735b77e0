"""Counts of a unit."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from .. import forms
from ..models import Count
from ..operations import counting
from .shared import country_of, desk, unit_choices, unit_of

SIZE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def counts(request: HttpRequest) -> HttpResponse:
    """The counts there were, and a new one."""
    desk(request)
    form = forms.UnitForm(request.POST or None, units=unit_choices(request))
    refusal: Refusal | None = None
    if form.is_valid():
        unit = unit_of(request, form.cleaned_data["unit"])
        try:
            row = counting.begin(actor=request.actor, unit=unit, now=timezone.now())
            return redirect("equipment:count", row.pk)
        except counting.NothingToCount as no:
            refusal = no
    rows = list(Count.objects.visible_to(request.actor)[:50])
    names = organisations.units_named([row.unit_id for row in rows], timezone.now())
    context = {
        "form": form,
        "refusal": refusal,
        "rows": [(row, names[row.unit_id].here if row.unit_id in names else "") for row in rows],
        "country": country_of(request),
    }
    return render(request, "equipment/counts.html", context, status=422 if form.is_bound else 200)


def shown_count(request: HttpRequest, count_id: int) -> Count:
    row = Count.objects.visible_to(request.actor).select_related("administration").filter(pk=count_id).first()
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def count(request: HttpRequest, count_id: int) -> HttpResponse:
    """Tick what is seen; each page is kept by itself."""
    row = shown_count(request, count_id)
    if request.method == "POST":
        counting.tick(
            actor=request.actor,
            count_id=row.pk,
            shown=keys(request.POST.getlist("shown")),
            seen=keys(request.POST.getlist("seen")),
            now=timezone.now(),
        )
        return redirect(request.get_full_path())
    rows = row.sightings.select_related("item__holder").order_by("item__number")  # type: ignore[attr-defined]
    context = {
        "count": row,
        "page": Paginator(rows, SIZE).get_page(request.GET.get("page")),
        "seen": rows.filter(seen=True).count(),
        "total": rows.count(),
        "country": row.administration.country,
    }
    return render(request, "equipment/count.html", context)


def keys(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 18]


@require_POST
@idempotent
def close(request: HttpRequest, count_id: int) -> HttpResponse:
    row = shown_count(request, count_id)
    counting.close(actor=request.actor, count_id=row.pk, now=timezone.now())
    return redirect("equipment:count", row.pk)
