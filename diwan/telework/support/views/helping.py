"""Help: one's own requests, the list of the desk, a request and its thread."""

from __future__ import annotations

import functools
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.telework.rules.api import DESK

from .. import policies, queries
from ..enums import JOINED, Way
from ..forms import helping as forms
from ..models import HelpRequest
from ..operations import helping as operations
from .shared import country_of, demand_right, demand_seat, name_of, sheet, shown

with_files = functools.partial(idempotent, first=files.receive)
EXPORTED = 10_000  # rows of a file


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What one asked, the newest first."""
    administration_id = demand_seat(request)
    rows = HelpRequest.objects.filter(person=request.actor.person_id).select_related("assigned_to", "person")
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    found, previous, following = queries.page(rows, before=before, after=after)
    context = {"rows": found, "previous": previous, "following": following, "country": country_of(administration_id)}
    return render(request, "support/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
def new(request: HttpRequest) -> HttpResponse:
    demand_seat(request)
    form = forms.NeedForm(request.POST if request.method == "POST" else None)
    received, problems = getattr(request, "received", []), getattr(request, "problems", [])
    if request.method == "POST" and form.is_valid() and not problems:
        need = operations.Need(**form.cleaned_data)
        keys = [one.pk for one in received]
        row = operations.ask(actor=request.actor, need=need, file_ids=keys, now=timezone.now())
        messages.success(request, _("Your request is at the desk."))
        return redirect("support:help", row.pk)
    kept = [(files.ticket(one), one) for one in received]
    context = {"form": form, "kept": kept, "problems": problems}
    return render(request, "support/new.html", context, status=422 if form.is_bound else 200)


def filter_of(request: HttpRequest) -> tuple[int, Any, Any]:
    """Of the desk: its administration, the filter, the rows."""
    administration_id = demand_right(request, DESK)
    rows = HelpRequest.objects.helped_by(request.actor)
    form = forms.FilterForm(request.GET, people=desk_of(request, administration_id))
    return administration_id, form, queries.filtered(rows, form.said())


def desk_of(request: HttpRequest, administration_id: int) -> list[tuple[int, str]]:
    """Who helps: those with the right over the unit of the desk."""
    seat = next(seat for seat in request.actor.seats if request.actor.may(DESK, seat.place))
    people = organisations.people_with(DESK, seat.unit_id, timezone.now())
    rows = get_user_model()._default_manager.filter(pk__in=people, is_active=True)
    return sorted(((one.pk, name_of(one)) for one in rows), key=lambda pair: pair[1])


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    administration_id, form, rows = filter_of(request)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    found, previous, following = queries.page(rows, before=before, after=after)
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    context = {
        "form": form,
        "rows": found,
        "query": query.urlencode(),
        "previous": previous,
        "following": following,
        "country": country_of(administration_id),
    }
    return render(request, "support/desk.html", context)


@require_GET
def desk_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The whole list as filtered, with its times in minutes."""
    _administration_id, _form, rows = filter_of(request)
    head = [
        _("Number"), _("Subject"), _("About"), _("Urgency"), _("Help wanted"), _("State"), _("Person"),
        _("In hand of"), _("Asked at"), _("Minutes to the first answer"), _("Minutes to the solution"),
        _("Times reopened"), _("Satisfaction"),
    ]  # fmt: skip
    lines = (
        [
            row.pk,
            row.subject,
            str(row.get_category_display()),
            str(row.get_urgency_display()),
            str(row.get_way_display()),
            str(row.get_state_display()),
            name_of(row.person),
            name_of(row.assigned_to),
            timezone.localtime(row.asked_at).replace(tzinfo=None),
            queries.minutes(row.asked_at, row.answered_at),
            queries.minutes(row.asked_at, row.solved_at),
            row.reopened,
            row.satisfaction,
        ]
        for row in rows.order_by("-asked_at", "-pk")[:EXPORTED]
    )
    return sheet(ending, _("Help requests"), head, lines)


@require_GET
def help_(request: HttpRequest, request_id: int) -> HttpResponse:
    row = help_shown(request, request_id)
    return page(request, row)


def help_shown(request: HttpRequest, request_id: int) -> HelpRequest:
    rows = HelpRequest.objects.visible_to(request.actor).select_related("person", "assigned_to", "unit")
    return shown(rows, request_id)


def page(request: HttpRequest, row: HelpRequest, **forms_: Any) -> HttpResponse:
    """The request, its thread, and what may be done now; a wrong form stands in its place with what was typed."""
    actor = request.actor
    desk, own = policies.may_help(actor, row), row.person_id == actor.person_id

    def linked(found: Any) -> list[tuple[Any, str]]:
        return [(file, files.link(file, purpose=JOINED, actor=actor)) for file in found]

    thread = [(one, linked(one.files.all())) for one in row.messages.select_related("person").prefetch_related("files")]
    names = organisations.units_named([row.unit_id], timezone.now()).get(row.unit_id)
    context = {
        "row": row,
        "unit": names.here if names else "",
        "thread": thread,
        "joined": linked(row.files.all()),
        "answer_minutes": queries.minutes(row.asked_at, row.answered_at),
        "solve_minutes": queries.minutes(row.asked_at, row.solved_at),
        "desk": desk,
        "own": own,
        "on_site": row.way == Way.ON_SITE,
        "words": forms.WordsForm(desk=desk) if row.is_live else None,
        "hand": forms.HandForm(people=hands(row)) if desk and row.is_live else None,
        "reopening": forms.ReopenForm() if own and not row.is_live else None,
        "rating": forms.RateForm(initial={"satisfaction": row.satisfaction}) if own and not row.is_live else None,
        "country": country_of(row.administration_id),
        **forms_,
    }
    return render(request, "support/help.html", context, status=422 if forms_ else 200)


def hands(row: HelpRequest) -> list[tuple[int, str]]:
    people = organisations.people_with(DESK, row.unit_id, timezone.now())
    rows = get_user_model()._default_manager.filter(pk__in=people, is_active=True).exclude(pk=row.person_id)
    return sorted(((one.pk, name_of(one)) for one in rows), key=lambda pair: pair[1])


@require_POST
@with_files
def write(request: HttpRequest, request_id: int) -> HttpResponse:
    row = help_shown(request, request_id)
    form = forms.WordsForm(request.POST, desk=policies.may_help(request.actor, row))
    if not form.is_valid() or getattr(request, "problems", []):
        kept = [(files.ticket(one), one) for one in getattr(request, "received", [])]
        return page(request, row, words=form, kept=kept, problems=getattr(request, "problems", []))
    keys = [one.pk for one in request.received]  # type: ignore[attr-defined]  # put there by files.receive
    said = {"actor": request.actor, "request_id": row.pk, "now": timezone.now(), **form.cleaned_data}
    operations.write(file_ids=keys, **said)
    return redirect("support:help", row.pk)


@require_POST
@idempotent
def take(request: HttpRequest, request_id: int) -> HttpResponse:
    row = help_shown(request, request_id)
    operations.take(actor=request.actor, request_id=row.pk, now=timezone.now())
    return redirect("support:help", row.pk)


@require_POST
@idempotent
def give(request: HttpRequest, request_id: int) -> HttpResponse:
    """Put it in the hand of somebody else of the desk."""
    row = help_shown(request, request_id)
    if not policies.may_help(request.actor, row):
        raise NotAllowed
    form = forms.HandForm(request.POST, people=hands(row))
    if not form.is_valid():
        return page(request, row, hand=form)
    person_id = form.cleaned_data["person"]
    operations.take(actor=request.actor, request_id=row.pk, person_id=person_id, now=timezone.now())
    return redirect("support:help", row.pk)


@require_POST
@idempotent
def solve(request: HttpRequest, request_id: int) -> HttpResponse:
    row = help_shown(request, request_id)
    operations.solve(actor=request.actor, request_id=row.pk, now=timezone.now())
    return redirect("support:help", row.pk)


@require_POST
@idempotent
def reopen(request: HttpRequest, request_id: int) -> HttpResponse:
    row = help_shown(request, request_id)
    form = forms.ReopenForm(request.POST)
    if not form.is_valid():
        return page(request, row, reopening=form)
    said = {"actor": request.actor, "request_id": row.pk, "now": timezone.now(), **form.cleaned_data}
    operations.reopen(**said)
    return redirect("support:help", row.pk)


@require_POST
@idempotent
def rate(request: HttpRequest, request_id: int) -> HttpResponse:
    row = help_shown(request, request_id)
    form = forms.RateForm(request.POST)
    if not form.is_valid():
        return page(request, row, rating=form)
    said = {"actor": request.actor, "request_id": row.pk, "now": timezone.now(), **form.cleaned_data}
    operations.rate(**said)
    messages.success(request, _("Thank you."))
    return redirect("support:help", row.pk)
