"""Productivity: the same figures for the employee and the manager, each open to its rows, with their formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ..enums import FORMULA_SINCE, MEANINGS, Accuracy, Quality
from ..forms.keeping import PeriodForm
from ..models import Task
from ..queries import figures as queries
from ..queries.people import names_of
from .shared import country_and_today, demand_manager, demand_seat

if TYPE_CHECKING:
    from datetime import date


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """One's own."""
    return shown(request, demand_seat(request), request.actor.person_id or 0, mine=True)


@require_GET
def figures_of(request: HttpRequest, person_id: int) -> HttpResponse:
    """Those of somebody of one's units, as they see them themselves."""
    if person_id == request.actor.person_id:
        return figures(request)
    rows = Task.objects.managed_by(request.actor).of(person_id).order_by("-due_on")
    last = rows.only("administration_id").first()
    if last is None:
        raise Http404
    return shown(request, last.administration_id, person_id, mine=False)


def shown(request: HttpRequest, administration_id: int, person_id: int, *, mine: bool) -> HttpResponse:
    country, today = country_and_today(administration_id)
    form = PeriodForm(request.GET)
    since, until = form.period(today)
    found = queries.figures(person_id, since, until)
    context = {
        "form": form,
        "since": since,
        "until": until,
        "figures": found,
        "lines": lines(found, person_id, since, until, mine=mine),
        "name": names_of([person_id])[person_id].here,
        "mine": mine,
        "country": country,
        "formula_since": FORMULA_SINCE,
    }
    return render(request, "outputs/figures.html", context)


def lines(found: Any, person_id: int, since: date, until: date, *, mine: bool) -> list[tuple[str, int, str]]:
    """Each count with its words and the address of its rows."""

    def rows(what: str) -> str:
        asked = {"what": f"f-{what}", "since": since.isoformat(), "until": until.isoformat()}
        if mine:
            return f"{reverse('outputs:mine')}?{urlencode(asked)}"
        return f"{reverse('outputs:team')}?{urlencode(asked | {'person': person_id})}"

    return [
        (_("Tasks due"), found.set, rows("set")),
        (_("Delivered"), found.delivered, rows("delivered")),
        (_("Delivered on time"), found.on_time, rows("on_time")),
        (_("Delivered late"), found.late, rows("late")),
        (_("Not delivered, or returned"), found.open, rows("open")),
        (_("Accepted"), found.accepted, rows("accepted")),
        (_("Versions returned"), found.returns, rows("returns")),
        (_("Tasks with a standard time"), found.timed, rows("timed")),
    ]


@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """A line a person, by name: the figures are for talking with each, and no order of merit is made of them."""
    country, today = country_and_today(demand_manager(request))
    form = PeriodForm(request.GET)
    since, until = form.period(today)
    found = queries.by_person(Task.objects.managed_by(request.actor).counted(since, until).order_by())
    names = names_of(found)
    people = sorted(((pk, names[pk].here, one) for pk, one in found.items()), key=lambda line: line[1])
    period = urlencode({"since": since.isoformat(), "until": until.isoformat()})
    context = {"form": form, "since": since, "until": until, "people": people, "country": country, "period": period}
    return render(request, "outputs/team_figures.html", context)


@require_GET
def formula(request: HttpRequest) -> HttpResponse:
    """How the figures are computed, published to everybody they are about."""
    country, _today = country_and_today(demand_seat(request))
    context = {
        "since": FORMULA_SINCE,
        "qualities": [(one.label, MEANINGS[one]) for one in reversed(Quality)],
        "accuracies": list(reversed(Accuracy)),
        "country": country,
    }
    return render(request, "outputs/formula.html", context)
