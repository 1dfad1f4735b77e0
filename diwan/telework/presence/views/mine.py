"""One's own days: today's button, the weeks, what is completed afterwards, days away."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.kit import keyset
from diwan.kit.idempotency import FIELD, KeyMissing, idempotent
from diwan.kit.room import demand_room
from diwan.kit.spreadsheets import write_xlsx

from .. import plans
from ..forms import AwayForm, CompleteForm, TapForm, tap_key
from ..models import Absence, Call, Week
from ..operations import calling, closing, confirming
from ..queries import days as told
from .shared import country_of, day_of, mine, seated

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 20


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """One large button, whose state is plain, and the week around it."""
    now, person = timezone.now(), request.actor.person_id
    force, country, day = mine(request, now)
    first = plans.first_of_week(day, country)
    week = told.worked(person, first, first + 6 * plans.DAY, now=now)
    current = next((one for one in week if one.day == day), None)
    before = told.week_of(person, first - 7 * plans.DAY) if week else None
    context = {
        "force": force,
        "country": country,
        "day": day,
        "now": now,
        "current": current,
        "step": step(current, force is not None and plans.holds(force, day)),
        "days": week,
        "week": told.week_of(person, first),
        "first": first,
        "last_first": first - 7 * plans.DAY,
        "last_open": bool(week) and (before is None or before.state == "returned"),
        "last": before,
        "calls": list(
            Call.objects.filter(person=person, day__gte=day, state="called").select_related("called_by").order_by("day")
        ),
        "person": person,
        "zone": calendars.zone(country).key,
    }
    return render(request, "presence/today.html", context)


def step(current: Any, held: bool) -> str:
    """What the button says: start, end, done, or why there is none."""
    if current is None or not held:
        return "none"
    if current.where != "remote":
        return "called" if current.called else str(current.where)
    if current.end is not None:
        return "done"
    return "end" if current.start is not None else "start"


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """A tap. The row is its own key (person, day, kind), so the same tap sent again is answered by what stands."""
    demand_room()
    key = tap_key(request.headers.get("Idempotency-Key") or request.POST.get(FIELD, ""))
    if key is None:
        raise KeyMissing
    form = TapForm(request.POST)
    as_data = "application/json" in request.headers.get("Accept", "")
    if not form.is_valid():
        return JsonResponse({"code": "bad"}, status=422) if as_data else redirect("presence:today")
    now = timezone.now()
    said = confirming.confirm(
        actor=request.actor,
        kind=form.cleaned_data["kind"],
        said_at=form.cleaned_data["said_at"] or now,
        key=key,
        now=now,
    )
    answer = (
        JsonResponse({"day": said.day.isoformat(), "kind": said.kind, "said_at": said.said_at.isoformat()})
        if as_data
        else redirect("presence:today")
    )
    if said.again and said.key == str(key):
        answer["Idempotency-Replayed"] = "true"
    return answer


confirm.idempotent = True  # type: ignore[attr-defined]  # by the constraint of its table


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def complete(request: HttpRequest, day: str) -> HttpResponse:
    """A start or an end said afterwards, with the reason."""
    on, now = day_of(day), timezone.now()
    _force, country, _today = mine(request, now)
    form = CompleteForm(request.POST if request.method == "POST" else None, day=on, country=country)
    if request.method == "POST" and form.is_valid():
        key = tap_key(request.headers.get("Idempotency-Key") or request.POST.get(FIELD, ""))
        assert key is not None, "the decorator asked for it"
        confirming.complete(
            actor=request.actor,
            day=on,
            started_at=form.moment("started"),
            ended_at=form.moment("ended"),
            reason=form.cleaned_data["reason"],
            key=key,
            now=now,
        )
        messages.success(request, _("The day was completed. Your manager sees that it was completed later."))
        return redirect("presence:week", plans.first_of_week(on, country).isoformat())
    found = told.worked(request.actor.person_id, on, on, now=now)
    context = {"form": form, "day": on, "one": found[0] if found else None, "country": country}
    return render(request, "presence/complete.html", context, status=422 if form.is_bound else 200)


@require_GET
def week(request: HttpRequest, first: str) -> HttpResponse:
    """One's week: what was planned, said and sent; to be printed, or closed."""
    now, person = timezone.now(), request.actor.person_id
    _force, country, day = mine(request, now)
    start = plans.first_of_week(day_of(first), country)
    days = told.worked(person, start, start + 6 * plans.DAY, now=now)
    context = {
        "days": days,
        "first": start,
        "last": start + 6 * plans.DAY,
        "before": start - 7 * plans.DAY,
        "after": start + 7 * plans.DAY,
        "week": told.week_of(person, start),
        "missing": [one for one in days if one.planned and not one.is_whole],
        "country": country,
        "today": day,
        "minutes": sum(one.minutes for one in days),
        "person": None,
    }
    return render(request, "presence/week.html", context)


@require_POST
@idempotent
def close(request: HttpRequest, first: str) -> HttpResponse:
    seated(request)
    row = closing.close_week(actor=request.actor, day=day_of(first), now=timezone.now())
    messages.success(request, _("The week is closed and sent to your manager."))
    return redirect("presence:week", row.first.isoformat())


@require_GET
def weeks(request: HttpRequest) -> HttpResponse:
    """One's closed weeks."""
    seated(request)
    rows = Week.objects.filter(person=request.actor.person_id)
    found, before, after = keyset.read(
        rows,
        F("first"),
        downwards=True,
        size=SHOWN,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    context = {"weeks": found, "before": before, "after": after, "country": country_of(request)}
    return render(request, "presence/weeks.html", context)


@require_GET
def weeks_table(request: HttpRequest) -> HttpResponse:
    """One's closed weeks as a sheet."""
    seated(request)
    rows = Week.objects.filter(person=request.actor.person_id)[:520]
    stream = io.BytesIO()
    head = [
        _("First day"),
        _("State"),
        _("Days planned"),
        _("Days confirmed"),
        _("Minutes"),
        _("Sent late"),
        _("Completed later"),
    ]
    lines = [[r.first, r.get_state_display(), r.planned, r.days, r.minutes, r.late, r.completed] for r in rows]
    write_xlsx(stream, [str(one) for one in head], lines, title=_("My weeks"), right_to_left=get_language_bidi())
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="weeks.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def away(request: HttpRequest) -> HttpResponse:
    """Days on which one is away: nothing is awaited then."""
    seated(request)
    form = AwayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        calling.say_away(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        return redirect("presence:away")
    rows = Absence.objects.filter(person=request.actor.person_id).standing()[:SHOWN]
    context = {"form": form, "rows": rows, "country": country_of(request)}
    return render(request, "presence/away.html", context, status=422 if form.is_bound else 200)


@require_POST
@idempotent
def take_back(request: HttpRequest, absence_id: int) -> HttpResponse:
    seated(request)
    if not Absence.objects.visible_to(request.actor).filter(pk=absence_id).exists():
        raise Http404
    calling.take_back(actor=request.actor, absence_id=absence_id, now=timezone.now())
    return redirect("presence:away")
