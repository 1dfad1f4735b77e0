"""The catalogue of standard times."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..forms.keeping import EndForm, SheetForm, StandardForm
from ..models import Standard
from ..operations import catalogue as operations
from ..sheets import COLUMNS, standard_lines, standards_in
from .shared import country_and_today, demand_seat, sheet

METHODS = ["GET", "HEAD", "POST"]


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """What is in force, and on demand what was."""
    administration_id = demand_seat(request)
    country, today = country_and_today(administration_id)
    past = request.GET.get("past") == "1"
    rows = Standard.objects.visible_to(request.actor).filter(administration=administration_id)
    rows = rows if past else rows.exclude(ends_on__lt=today)
    text = request.GET.get("q", "").strip()[:100]
    if text:
        words = Q(code__icontains=text)
        for name in ("activity", "activity_fr", "output", "output_fr"):
            words |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(words)
    context = {
        "rows": rows.order_by("activity", "code", "-starts_on")[:1000],
        "q": text,
        "past": past,
        "keeps": policies.may_keep_catalogue(request.actor, administration_id),
        "country": country,
        "today": today,
    }
    return render(request, "outputs/catalogue.html", context)


@require_GET
def catalogue_file(request: HttpRequest, ending: str) -> HttpResponse:
    """As it is imported: the same columns."""
    administration_id = demand_seat(request)
    _country, today = country_and_today(administration_id)
    rows = Standard.objects.visible_to(request.actor).filter(administration=administration_id).at(today)
    return sheet(ending, _("Standard times"), COLUMNS, standard_lines(rows.order_by("code")), (12, 30, 30, 30, 30))


def demand_keeper(request: HttpRequest) -> int:
    administration_id = demand_seat(request)
    if not policies.may_keep_catalogue(request.actor, administration_id):
        raise NotAllowed
    return administration_id


@require_http_methods(METHODS)
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    administration_id = demand_keeper(request)
    _country, today = country_and_today(administration_id)
    return kept(request, administration_id, StandardForm(request.POST or None, initial={"starts_on": today}))


@require_http_methods(METHODS)
@idempotent
def change(request: HttpRequest, standard_id: int) -> HttpResponse:
    """Another time from a day on; what was counted with the former one stays."""
    row = standard_shown(request, standard_id)
    administration_id = demand_keeper(request)
    initial = {name: getattr(row, name) for name in COLUMNS if name != "starts_on"}
    form = StandardForm(request.POST or None, initial=initial)
    form.fields["code"].disabled = True
    return kept(request, administration_id, form, row)


def kept(request: HttpRequest, administration_id: int, form: StandardForm, row: Standard | None = None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        said = operations.NewStandard(**form.cleaned_data)
        try:
            operations.keep_standards(
                actor=request.actor, administration_id=administration_id, standards=[said], now=timezone.now()
            )
            return redirect("outputs:catalogue")
        except operations.BeforeTheLast as refusal:
            form.add_error("starts_on", str(refusal))
    return render(request, "outputs/standard.html", {"form": form, "row": row}, status=422 if form.is_bound else 200)


def standard_shown(request: HttpRequest, standard_id: int) -> Standard:
    row = Standard.objects.visible_to(request.actor).filter(pk=standard_id).first()
    if row is None:
        raise Http404
    return row


@require_http_methods(METHODS)
@idempotent
def end(request: HttpRequest, standard_id: int) -> HttpResponse:
    row = standard_shown(request, standard_id)
    demand_keeper(request)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said: dict[str, Any] = {"standard_id": row.pk, "now": timezone.now(), **form.cleaned_data}
            operations.end_standard(actor=request.actor, **said)
            return redirect("outputs:catalogue")
        except operations.BeforeTheLast as refusal:
            form.add_error("ends_on", str(refusal))
    return render(
        request,
        "outputs/standard.html",
        {"form": form, "row": row, "ending": True},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(METHODS)
@idempotent
def import_sheet(request: HttpRequest) -> HttpResponse:
    """All the rows of a spreadsheet, or none."""
    administration_id = demand_keeper(request)
    _country, today = country_and_today(administration_id)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["sheet"]
        try:
            rows = standards_in(given, given.name, today)
            found = operations.keep_standards(
                actor=request.actor, administration_id=administration_id, standards=rows, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("sheet", f"{refusal} {refusal.advice}".strip())
        else:
            said = ngettext("One standard time is kept.", "%(count)s standard times are kept.", len(found))
            messages.success(request, said % {"count": len(found)})
            return redirect("outputs:catalogue")
    return render(request, "outputs/import.html", {"form": form}, status=422 if request.method == "POST" else 200)
