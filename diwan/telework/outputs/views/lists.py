"""Lists of tasks and boards: one's own, and those of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from diwan.core.organisations import api as organisations

from ..enums import TO_DO, State
from ..forms.keeping import FilterForm
from ..models import Task
from ..queries import listing
from ..queries.people import names_of
from ..sheets import task_head, task_lines
from .shared import country_and_today, demand_manager, demand_seat, sheet, units_of

if TYPE_CHECKING:
    from ..queries.listing import Asked

COLUMN = 40  # tasks of a column of a board; the list has them all
COLUMNS = (
    ("proposed", gettext_lazy("Proposed"), (State.PROPOSED,)),
    ("live", gettext_lazy("To do"), TO_DO),
    ("delivered", gettext_lazy("Delivered"), (State.DELIVERED,)),
    ("accepted", gettext_lazy("Accepted"), (State.ACCEPTED,)),
)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    return shown(request, demand_seat(request), team=False)


@require_GET
def team(request: HttpRequest) -> HttpResponse:
    return shown(request, demand_manager(request), team=True)


def shown(request: HttpRequest, administration_id: int, *, team: bool) -> HttpResponse:
    country, today = country_and_today(administration_id)
    form, asked = filter_of(request, team=team)
    rows = listing.rows_for(request.actor, asked, today, team=team)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    found, previous, following = listing.page(rows, asked, before=before, after=after)
    context = {
        "form": form,
        "asked": asked,
        "team": team,
        "tasks": [(row, row.is_late(today)) for row in found],
        "units": units_of(found) if team else {},
        "previous": previous,
        "following": following,
        "country": country,
        "views": [("live", _("Under way")), ("overdue", _("Late")), ("delivered", _("Delivered")), ("over", _("Over"))],
    }
    return render(request, "outputs/list.html", context)


def filter_of(request: HttpRequest, *, team: bool) -> tuple[FilterForm, Asked]:
    people = None
    if team:
        rows = Task.objects.managed_by(request.actor).order_by().values_list("person_id", flat=True).distinct()[:300]
        people = sorted(((pk, names.here) for pk, names in names_of(rows).items()), key=lambda pair: pair[1])
    form = FilterForm(request.GET, people=people)
    return form, form.asked(request.GET.get("what", ""))


@require_GET
def mine_file(request: HttpRequest, ending: str) -> HttpResponse:
    return file(request, ending, demand_seat(request), team=False)


@require_GET
def team_file(request: HttpRequest, ending: str) -> HttpResponse:
    return file(request, ending, demand_manager(request), team=True)


def file(request: HttpRequest, ending: str, administration_id: int, *, team: bool) -> HttpResponse:
    """The whole list as asked, without its pages."""
    _country, today = country_and_today(administration_id)
    _form, asked = filter_of(request, team=team)
    rows = list(listing.rows_for(request.actor, asked, today, team=team).order_by("due_on", "pk")[: listing.EXPORTED])
    units = organisations.units_named({row.unit_id for row in rows}, timezone.now())
    return sheet(ending, _("Tasks"), task_head(), task_lines(rows, units), (8, 40, 40, 24, 24, 12, 12, 12))


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    return board_of(request, demand_seat(request), team=False)


@require_GET
def team_board(request: HttpRequest) -> HttpResponse:
    return board_of(request, demand_manager(request), team=True)


def board_of(request: HttpRequest, administration_id: int, *, team: bool) -> HttpResponse:
    """Columns by state, one under the other on a phone."""
    country, today = country_and_today(administration_id)
    actor = request.actor
    rows: Any = Task.objects.managed_by(actor) if team else Task.objects.of(actor.person_id or 0)
    columns = []
    for what, label, states in COLUMNS:
        order = ("-ended_at", "-pk") if what == "accepted" else ("due_on", "pk")
        found = rows.filter(state__in=states).select_related("person").order_by(*order)[: COLUMN + 1]
        cards = [(row, row.is_late(today)) for row in found]
        columns.append((what, label, cards[:COLUMN], len(cards) > COLUMN))
    return render(request, "outputs/board.html", {"columns": columns, "team": team, "country": country})
