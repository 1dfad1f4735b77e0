"""The team: who is where, today and over six weeks; the weeks it closed."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.calendars import api as calendars
from diwan.kit import keyset
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import write_xlsx

from .. import exports, plans, policies
from ..enums import WeekState, Where
from ..forms import RemarkForm, TeamFilter
from ..models import Week
from ..operations import closing
from ..queries import days as told
from ..queries import team as queries
from .mine import XLSX
from .shared import country_of, seated

SHOWN = 20


def asked(request: HttpRequest) -> dict[str, Any]:
    """The units and the filters of a calendar."""
    seated(request)
    now = timezone.now()
    units = queries.units_for(request.actor, now)
    form = TeamFilter(request.GET, units=[(one.id, " ".join(["·" * one.depth, one.name]).strip()) for one in units])
    said = form.asked
    own = request.actor.seats[0].unit_id
    chosen = said.get("unit") or (None if "unit" in request.GET else own)
    root = next((one for one in units if one.id == chosen), None)
    kept = [one for one in units if root is None or one.path.startswith(root.path)]
    country = country_of(request)
    return {
        "now": now,
        "form": form,
        "units": kept,
        "root": root,
        "country": country,
        "today": calendars.local_day(now, country),
        "q": said.get("q", ""),
        "where": said.get("where", ""),
        "only": bool(said.get("only")),
    }


def number(request: HttpRequest, name: str, most: int) -> int:
    text = request.GET.get(name, "")
    return min(int(text), most) if text.isdecimal() and len(text) < 7 else 0


@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """One day (today) or one week of the six, per unit."""
    said = asked(request)
    nth, page = number(request, "week", queries.WEEKS), number(request, "page", 10_000)
    today = said["today"]
    monday = plans.first_of_week(today, said["country"])
    first = today if nth == 0 else monday + (nth - 1) * 7 * plans.DAY
    last = today if nth == 0 else first + 6 * plans.DAY
    shown = queries.team(
        request.actor,
        said["units"],
        first,
        last,
        now=said["now"],
        q=said["q"],
        where=said["where"],
        only=said["only"],
        page=page,
    )
    days = [day for day in shown.days if nth == 0 or not said_off(shown, day)]
    columns = [shown.days.index(day) for day in days]
    labels = [calendars.format_date(day, request.LANGUAGE_CODE, said["country"], weekday=True) for day in shown.days]
    context = said | {
        "team": shown,
        "rows": [
            (member, member.name(request.LANGUAGE_CODE), [(member.days[n], labels[n]) for n in columns])
            for member in shown.members
        ],
        "days": days,
        "nth": nth,
        "weeks": [(n + 1, monday + n * 7 * plans.DAY) for n in range(queries.WEEKS)],
        "counts": queries.counted(shown),
        "places": [(str(where), where.label) for where in Where],
        "page": page,
        "more": (page + 1) * queries.SHOWN < shown.total,
        "query": kept_query(request),
    }
    return render(request, "presence/team.html", context)


def said_off(shown: queries.Team, day: Any) -> bool:
    """A day nobody works is left out of a week."""
    place = shown.days.index(day)
    return bool(shown.members) and all(member.days[place].where == Where.OFF for member in shown.members)


def kept_query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for name in ("week", "page"):
        kept.pop(name, None)
    return kept.urlencode()


def six_weeks(request: HttpRequest) -> tuple[queries.Team, dict[str, Any]]:
    said = asked(request)
    last = said["today"] + (queries.WEEKS * 7 - 1) * plans.DAY
    shown = queries.team(
        request.actor, said["units"], said["today"], last, now=said["now"], q=said["q"], only=said["only"], size=None
    )
    return shown, said


@require_GET
def team_table(request: HttpRequest) -> HttpResponse:
    """Six weeks as a sheet: a line for each person, a column for each day."""
    shown, _said = six_weeks(request)
    head, lines = exports.grid(shown, request.LANGUAGE_CODE)
    stream = io.BytesIO()
    write_xlsx(stream, head, lines, title=_("Team calendar"), right_to_left=get_language_bidi(), widths=(28, 28))
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="team.xlsx"'
    return response


@require_GET
def team_ics(request: HttpRequest) -> HttpResponse:
    """The remote days of six weeks for a calendar program."""
    shown, said = six_weeks(request)
    text = exports.calendar_file(shown, request.LANGUAGE_CODE, said["now"])
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="team.ics"'
    return response


@require_GET
def team_weeks(request: HttpRequest) -> HttpResponse:
    """The weeks closed in the units one manages."""
    if not request.actor.may(policies.MANAGE):
        raise NotAllowed
    rows = Week.objects.managed_by(request.actor).exclude(person=request.actor.person_id)
    state = request.GET.get("state", WeekState.CLOSED)
    if state in WeekState.values:
        rows = rows.filter(state=state)
    found, before, after = keyset.read(
        rows.select_related("person", "unit"),
        F("first"),
        downwards=True,
        size=SHOWN,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    context = {
        "weeks": found,
        "before": before,
        "after": after,
        "states": WeekState.choices,
        "state": state,
        "country": country_of(request),
    }
    return render(request, "presence/team_weeks.html", context)


@require_GET
def team_week(request: HttpRequest, week_id: int) -> HttpResponse:
    row = week_shown(request, week_id)
    return show(request, row, RemarkForm())


def week_shown(request: HttpRequest, week_id: int) -> Week:
    if not request.actor.may(policies.MANAGE):
        raise NotAllowed
    row = Week.objects.managed_by(request.actor).select_related("person", "unit").filter(pk=week_id).first()
    if row is None:
        raise Http404
    return row


def show(request: HttpRequest, row: Week, form: RemarkForm) -> HttpResponse:
    days = told.worked(row.person_id, row.first, row.first + 6 * plans.DAY, now=timezone.now())
    context = {
        "week": row,
        "days": days,
        "first": row.first,
        "last": row.first + 6 * plans.DAY,
        "minutes": sum(one.minutes for one in days),
        "form": form,
        "may": policies.may_manage(request.actor, row),
        "country": country_of(request),
        "person": row.person,
    }
    return render(request, "presence/team_week.html", context, status=422 if form.is_bound else 200)


@require_POST
@idempotent
def return_week(request: HttpRequest, week_id: int) -> HttpResponse:
    row, form = week_shown(request, week_id), RemarkForm(request.POST)
    if not form.is_valid():
        return show(request, row, form)
    closing.return_week(actor=request.actor, week_id=row.pk, remark=form.cleaned_data["remark"], now=timezone.now())
    messages.success(request, _("The week is sent back with your remark."))
    return redirect("presence:team_weeks")


@require_POST
@idempotent
def lock_week(request: HttpRequest, week_id: int) -> HttpResponse:
    row = week_shown(request, week_id)
    closing.lock_week(actor=request.actor, week_id=row.pk, now=timezone.now())
    messages.success(request, _("The week is locked."))
    return redirect("presence:team_weeks")
