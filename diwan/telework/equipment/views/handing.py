"""Slips: choose the person, tick the items, say their condition; both sides sign."""

from __future__ import annotations

import functools
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.acts import api as acts

from .. import forms, policies, queries
from ..enums import Condition, Kind, SlipState
from ..models import Need, Slip
from ..operations import handing
from .shared import colleague, country_of, desk, home_of, unit_choices, unit_of

FOUND = 20


@require_GET
def person(request: HttpRequest) -> HttpResponse:
    """Whom it is handed to."""
    desk(request)
    text = request.GET.get("q", "").strip()[:100]
    rows = get_user_model().objects.matching(text) if len(text) > 1 else get_user_model().objects.none()
    found = rows.filter(administration=home_of(request), is_active=True).order_by("name_ar")[:FOUND]
    return render(request, "equipment/person.html", {"text": text, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=files.receive)
def hand_over(request: HttpRequest, person_id: int) -> HttpResponse:
    desk(request)
    whom = colleague(request, person_id)
    text = request.GET.get("q", "").strip()[:100]
    return slip_form(request, whom, forms.SlipForm(request.POST or None), queries.free_items(request.actor, text), text)


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=files.receive)
def take_back(request: HttpRequest, person_id: int) -> HttpResponse:
    desk(request)
    whom = colleague(request, person_id)
    held = [one for one in queries.held_by(whom.pk) if policies.may_keep(request.actor, one.unit)]
    return slip_form(request, whom, forms.BackForm(request.POST or None), held, "", back=True)


def slip_form(
    request: HttpRequest, whom: Any, form: Any, items: list[Any], text: str, *, back: bool = False
) -> HttpResponse:
    refusal: Refusal | None = None
    if form.is_valid():
        said = form.cleaned_data | {"photos": [file.pk for file in getattr(request, "received", [])]}
        operation = handing.take_back if back else handing.hand_over
        try:
            slip = operation(
                actor=request.actor,
                person_id=whom.pk,
                lines=forms.lines_of(request.POST),
                now=timezone.now(),
                **said,
            )
            return redirect("equipment:slip", slip.pk)
        except (handing.NothingChosen, handing.PersonElsewhere, acts.NoSeat) as no:
            refusal = no
    ticked = {line.item_id: line for line in forms.lines_of(request.POST)}
    conditions = [one for one in Condition if back or one not in (Condition.MISSING, Condition.DAMAGED)]
    context = {
        "whom": whom,
        "form": form,
        "rows": [(one, ticked.get(one.pk)) for one in items],
        "conditions": [(one.value, one.label) for one in conditions],
        "back": back,
        "text": text,
        "refusal": refusal,
        "kept": [(files.ticket(file), file) for file in getattr(request, "received", [])],
        "problems": getattr(request, "problems", []),
        "kinds": Kind.choices,
        "needs": set(Need.objects.filter(person=whom.pk, met_at=None).values_list("kind", flat=True)),
        "units": unit_choices(request),
    }
    return render(request, "equipment/slip_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@idempotent
def need(request: HttpRequest, person_id: int) -> HttpResponse:
    """What somebody needs before they begin."""
    desk(request)
    whom = colleague(request, person_id)
    place = forms.UnitForm(request.POST, units=unit_choices(request))
    if not place.is_valid():
        raise Http404
    kinds = [one for one in request.POST.getlist("kind") if one in Kind.values]
    unit = unit_of(request, place.cleaned_data["unit"])
    handing.need(actor=request.actor, person_id=whom.pk, unit=unit, kinds=kinds, now=timezone.now())
    return redirect("equipment:hand_over", whom.pk)


@require_GET
def slips(request: HttpRequest) -> HttpResponse:
    """The slips of this desk, newest first."""
    desk(request)
    rows = Slip.objects.visible_to(request.actor).select_related("person").prefetch_related("lines__item")
    state = request.GET.get("state", "")
    if state in SlipState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": SlipState.choices, "country": country_of(request)}
    return render(request, "equipment/slips.html", context)


def shown_slip(request: HttpRequest, slip_id: int) -> Slip:
    rows = Slip.objects.visible_to(request.actor).select_related("person", "made_by", "unit", "administration")
    row = rows.filter(pk=slip_id).first()
    if row is None:
        raise Http404
    return row


@require_GET
def slip(request: HttpRequest, slip_id: int) -> HttpResponse:
    row = shown_slip(request, slip_id)
    photos = row.photos.select_related("file")  # type: ignore[attr-defined]
    act = acts.Act.objects.visible_to(request.actor).filter(pk=row.act).first() if row.act else None
    context = {
        "slip": row,
        "lines": row.lines.select_related("item"),  # type: ignore[attr-defined]
        "photos": [(one.file, files.link(one.file, purpose=handing.PHOTOS, actor=request.actor)) for one in photos],
        "act": act,
        "paper": files.link(act.file_id, purpose="equipment.slip", actor=request.actor) if act and act.file_id else "",
        "signing": row.state == SlipState.SIGNING,
        "keeps": policies.may_keep(request.actor, row.unit),
        "form": forms.WordForm(),
        "country": row.administration.country,
    }
    return render(request, "equipment/slip.html", context)


@require_POST
@idempotent
def withdraw(request: HttpRequest, slip_id: int) -> HttpResponse:
    row = shown_slip(request, slip_id)
    if not policies.may_keep(request.actor, row.unit):
        raise NotAllowed
    form = forms.WordForm(request.POST)
    if form.is_valid():
        handing.withdraw(actor=request.actor, slip_id=row.pk, reason=form.cleaned_data["what"], now=timezone.now())
    return redirect("equipment:slip", row.pk)
