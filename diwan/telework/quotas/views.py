"""The forecast of presence and the groups counted apart."""

from __future__ import annotations

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import write_csv, write_xlsx
from diwan.telework.rules import api as rules

from . import boards
from .forms import ForecastForm, GroupForm, MembersForm
from .models import Group, Recount
from .operations import groups as operations
from .operations.groups import GroupCodeTaken
from .queries import unit_place


@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    form, board, now = asked(request)
    path, administration_id = unit_place(form.unit_id)
    form.offer(boards.people_of(path, now))
    people, weekdays = form.tried
    context = {
        "form": form,
        "board": board,
        "country": organisations.country_of(administration_id),
        "tried": boards.trial(form.unit_id, people, weekdays, form.first, form.last, now),
        "names": dict(form.fields["people"].choices),  # type: ignore[attr-defined]
        "recount": Recount.objects.filter(administration_id=administration_id).order_by("-at").first(),
        "query": f"unit={form.unit_id}&since={form.first.isoformat()}",
    }
    return render(request, "quotas/forecast.html", context)


@require_GET
def table(request: HttpRequest, extension: str) -> HttpResponse:
    """The same for a spreadsheet: a line for each day of the unit and of what stands below it."""
    form, board, _now = asked(request)
    head = [
        _("Unit or group"),
        _("Day"),
        _("People"),
        _("Working remotely"),
        _("On site"),
        _("Percent on site"),
        _("Limits"),
        _("Kept"),
    ]
    lines = [
        [
            row.name,
            day.day,
            day.population,
            day.remote,
            day.on_site,
            day.percent,
            " ".join(dict.fromkeys(limit.quota.words() for limit in day.limits)),
            _("no") if day.broken else _("yes"),
        ]
        for row in (board.own, *board.others)
        for day in row.worked
    ]
    out = io.BytesIO()
    write = write_xlsx if extension == "xlsx" else write_csv
    right_to_left = translation.get_language_bidi()
    write(
        out,
        head,
        lines,
        title=_("Presence forecast"),
        right_to_left=right_to_left,
        widths=(36, 12, 10, 10, 10, 10, 60, 8),
    )
    kinds = {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv": "text/csv; charset=utf-8",
    }
    response = HttpResponse(out.getvalue(), content_type=kinds[extension])
    response["Content-Disposition"] = f'attachment; filename="presence-{form.first.isoformat()}.{extension}"'
    return response


@require_GET
def recounts(request: HttpRequest) -> HttpResponse:
    """The last recounts, with what differed."""
    if not request.actor.may(rules.MANAGE):
        raise NotAllowed
    rows = list(Recount.objects.visible_to(request.actor).order_by("-at")[:60])
    return render(request, "quotas/recounts.html", {"rows": rows, "country": country_of(request)})


def asked(request: HttpRequest) -> tuple[ForecastForm, boards.Board, Any]:
    """What the address asks for; only of units whose telework the actor manages."""
    if not request.actor.may(rules.MANAGE):
        raise NotAllowed
    now = timezone.now()
    units = boards.managed_units(request.actor, now)
    if not units:
        raise NotAllowed
    wanted = request.GET.get("unit", "")
    if wanted.isdecimal() and int(wanted) not in dict(units):
        raise Http404
    form = ForecastForm(request.GET, units=units, today=calendars.local_day(now, country_of(request)))
    return form, boards.board(form.unit_id, form.first, form.last, now), now


def country_of(request: HttpRequest) -> str:
    """That of the administration from which the actor manages."""
    seats = [reach.seat for reach in request.actor.reach(rules.MANAGE) if reach.seat]
    if not seats:
        raise NotAllowed
    return organisations.country_of(seats[0].administration_id)


# --- groups ----------------------------------------------------------------------------------------------------------


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    if not request.actor.may(rules.MANAGE):
        raise NotAllowed
    rows = list(
        Group.objects.visible_to(request.actor).filter(closed_at=None).prefetch_related("members").order_by("code")
    )
    names = organisations.units_named({row.unit_id for row in rows}, timezone.now())
    shown = [
        (
            row,
            names[row.unit_id].here if row.unit_id in names else "",
            sum(1 for m in row.members.all() if not m.ends_on),
        )
        for row in rows
    ]
    return render(request, "quotas/groups.html", {"groups": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new_group(request: HttpRequest) -> HttpResponse:
    if not request.actor.may(rules.MANAGE):
        raise NotAllowed
    now = timezone.now()
    form = GroupForm(request.POST if request.method == "POST" else None, units=boards.managed_units(request.actor, now))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            group = operations.open_group(
                actor=request.actor,
                unit_id=said["unit"],
                kind=said["kind"],
                code=said["code"],
                names=form.names,
                now=now,
            )
        except GroupCodeTaken as refusal:
            form.add_error("code", f"{refusal} {refusal.advice}")
        else:
            return redirect("quotas:group", group.pk)
    return render(request, "quotas/new_group.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def group(request: HttpRequest, group_id: int) -> HttpResponse:
    row, now = shown(request, group_id), timezone.now()
    people = boards.people_of(row.unit.path, now)
    members = list(row.members.filter(ends_on=None).values_list("person_id", flat=True))
    form = MembersForm(request.POST if request.method == "POST" else None, people=people, members=members)
    if form.is_bound and form.is_valid():
        operations.set_members(actor=request.actor, group_id=row.pk, person_ids=form.cleaned_data["people"], now=now)
        return redirect("quotas:groups")
    return render(request, "quotas/group.html", {"group": row, "form": form}, status=422 if form.is_bound else 200)


@require_POST
@idempotent
def close_group(request: HttpRequest, group_id: int) -> HttpResponse:
    row = shown(request, group_id)
    operations.close_group(actor=request.actor, group_id=row.pk, now=timezone.now())
    return redirect("quotas:groups")


def shown(request: HttpRequest, group_id: int) -> Group:
    if not request.actor.may(rules.MANAGE):
        raise NotAllowed
    row = Group.objects.visible_to(request.actor).select_related("unit").filter(pk=group_id, closed_at=None).first()
    if row is None:
        raise Http404
    return row
