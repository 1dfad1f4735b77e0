"""A meeting is prepared on one page: agenda, people, documents; then everybody is invited."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import forms, policies
from ..enums import PREPARED, State
from ..models import Document, Participant, VideoServer
from ..operations import convening
from ..operations.shared import WrongMoment
from .shared import country_for, documents_of, shown

if TYPE_CHECKING:
    from ..models import Meeting

FOUND = 12


def found_people(administration_id: int, text: str) -> list[Any]:
    """People of the administration whose name or address holds every word."""
    if len(text.strip()) < 2:
        return []
    rows = get_user_model().objects.matching(text)
    return list(rows.filter(administration=administration_id, is_active=True).order_by("name_ar")[:FOUND])


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Names to choose from, while one types."""
    seat = policies.convening_seat(request.actor)
    if seat is None:
        raise NotAllowed
    found = found_people(seat.administration_id, request.GET.get("who", "")[:100])
    return render(request, "meetings/_found.html", {"found": found, "who": request.GET.get("who", "")})


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=files.receive)
def new(request: HttpRequest) -> HttpResponse:
    return planned(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=files.receive)
def change(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = shown(request, meeting_id)
    if not policies.may_prepare(request.actor, row):
        raise NotAllowed
    if row.state not in PREPARED:
        raise WrongMoment(state=row.get_state_display())
    return planned(request, row)


def planned(request: HttpRequest, row: Meeting | None) -> HttpResponse:
    """The form of a meeting, sent or shown. A search for people shows it again with everything that was typed."""
    seat = policies.convening_seat(request.actor)
    if seat is None:
        raise NotAllowed
    country = country_for(request.actor)
    home = row.administration_id if row else seat.administration_id
    rooms = list(VideoServer.objects.filter(administration=home).values_list("kind", flat=True))
    sent = request.POST if request.method == "POST" else None
    searching = sent is not None and "search" in sent
    initial = forms.starting(row, country) if row else {}
    form = forms.PlanForm(sent, initial=initial, country=country, rooms=rooms)
    agenda = forms.agenda_rows(sent, row.items.all() if row else ())  # type: ignore[attr-defined]
    refusal: Refusal | None = None
    if sent is not None and not searching and form.is_valid():
        try:
            return kept(request, row, form, agenda)
        except Refusal as no:
            if no.status != 422:
                raise
            refusal = no
    if searching:
        form.errors.clear()
    chosen = chosen_people(request, row, home, sent)
    typed: Any = sent if sent is not None else {}
    context = {
        "form": form,
        "agenda": agenda,
        "meeting": row,
        "chosen": chosen,
        "found": found_people(home, typed.get("who", "")) if searching else [],
        "who": typed.get("who", ""),
        "chair": forms.number(typed.get("chair", row.chair_id if row else request.actor.person_id)),
        "secretary": forms.number(typed.get("secretary", row.secretary_id if row else request.actor.person_id)),
        "kept": [(files.ticket(file), file) for file in getattr(request, "received", [])],
        "problems": getattr(request, "problems", []),
        "refusal": refusal,
        "country": country,
    }
    status = 422 if sent is not None and not searching else 200
    return render(request, "meetings/plan.html", context, status=status)


def chosen_people(request: HttpRequest, row: Meeting | None, home: int, sent: Any) -> list[Any]:
    """Who is ticked, the convener first where nobody was."""
    if sent is not None:
        keys = forms.keys(sent.getlist("person"))
    elif row is not None:
        rows = Participant.objects.filter(meeting=row, person__isnull=False, removed_at=None)
        keys = list(rows.values_list("person_id", flat=True))
    else:
        keys = [request.actor.person_id]
    people = get_user_model().objects.filter(pk__in=keys, administration=home, is_active=True)
    order = {key: place for place, key in enumerate(keys)}
    return sorted(people, key=lambda one: order[one.pk])


def kept(request: HttpRequest, row: Meeting | None, form: forms.PlanForm, agenda: list) -> HttpResponse:
    said, now = form.cleaned_data, timezone.now()
    plan = convening.Plan(
        title=said["title"],
        starts_at=said["starts_at"],
        minutes=said["minutes"],
        place=said["place"],
        room=said["room"],
        note=said["note"],
        guests=said["guests"],
        items=forms.items_of(agenda),
        people=forms.keys(request.POST.getlist("person")),
        chair_id=forms.number(request.POST.get("chair", "")),
        secretary_id=forms.number(request.POST.get("secretary", "")),
        file_ids=[file.pk for file in getattr(request, "received", [])],
    )
    if row is None:
        row = convening.prepare(actor=request.actor, plan=plan, now=now)
    else:
        convening.change(actor=request.actor, meeting_id=row.pk, plan=plan, now=now)
    if "convene" in request.POST and row.state == State.DRAFT:
        convening.convene(actor=request.actor, meeting_id=row.pk, now=now)
    return redirect("meetings:meeting", row.pk)


@require_POST
@idempotent
def convene(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = shown(request, meeting_id)
    convening.convene(actor=request.actor, meeting_id=row.pk, now=timezone.now())
    return redirect("meetings:meeting", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = shown(request, meeting_id)
    if not policies.may_prepare(request.actor, row):
        raise NotAllowed
    form = forms.CancelForm(request.POST or None)
    if not form.is_valid():
        context = {"meeting": row, "form": form, "country": row.administration.country}
        return render(request, "meetings/cancel.html", context, status=422 if form.is_bound else 200)
    convening.cancel(actor=request.actor, meeting_id=row.pk, now=timezone.now(), **form.cleaned_data)
    return redirect("meetings:meeting", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(idempotent, first=files.receive)
def documents(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Documents for the whole meeting, or for one point of the agenda."""
    row = shown(request, meeting_id)
    if not policies.may_prepare(request.actor, row):
        raise NotAllowed
    received = getattr(request, "received", [])
    if request.method == "POST" and received:
        convening.attach(
            actor=request.actor,
            meeting_id=row.pk,
            file_ids=[file.pk for file in received],
            item_id=forms.number(request.POST.get("item", "")),
            now=timezone.now(),
        )
        return redirect("meetings:documents", row.pk)
    context = {
        "meeting": row,
        "items": row.items.all(),  # type: ignore[attr-defined]
        "documents": documents_of(row, request.actor),
        "kept": [],
        "problems": getattr(request, "problems", []),
        "nothing": request.method == "POST",
        "changeable": row.state in PREPARED,
    }
    return render(request, "meetings/documents.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@idempotent
def remove_document(request: HttpRequest, document_id: int) -> HttpResponse:
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        raise Http404
    row = shown(request, document.meeting_id)
    convening.detach(actor=request.actor, document_id=document.pk, now=timezone.now())
    return redirect("meetings:documents", row.pk)
