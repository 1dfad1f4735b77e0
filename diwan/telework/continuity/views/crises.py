"""The switch: what there is, a new one, one with its plan and how far it is, its signature, its end."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit import spreadsheets
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal
from diwan.telework.rules import api as rules

from .. import days, papers, telling
from ..enums import HOLDS, WORKING, CrisisState, PlanState
from ..forms import CrisisForm, ReasonForm, ReturnForm
from ..models import Crisis, Exemption, Plan
from ..operations import switching
from .showing import root_of, units_for

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE = 20
UNITS = 60
TONES = {
    "planning": "calm",
    "planned": "mine",
    "signing": "soon",
    "applying": "soon",
    "in_force": "late",
    "returning": "soon",
    "over": "ok",
    "refused": "calm",
    "withdrawn": "calm",
}
WRITERS = {
    "xlsx": (spreadsheets.write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (spreadsheets.write_csv, "text/csv; charset=utf-8"),
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The plan in force, the switches, who is exempted."""
    root = root_of(request)
    rows = Crisis.objects.visible_to(request.actor).filter(administration=root.administration_id)
    page = Paginator(rows.select_related("asked_by").order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    names = organisations.units_named([row.unit_id for row in page], timezone.now())
    for row in page:
        row.tone, row.where, row.name = TONES[row.state], names[row.unit_id].here, telling.rule_name(row)
    plans = Plan.objects.visible_to(request.actor).filter(administration=root.administration_id).order_by("-version")
    found = list(plans[:20])
    context = {
        "page": page,
        "plans": found,
        "plan": next((one for one in found if one.state == PlanState.APPROVED), None),
        "draft": next((one for one in found if one.state in (PlanState.DRAFT, PlanState.SIGNING)), None),
        "exempted": Exemption.objects.visible_to(request.actor)
        .filter(administration=root.administration_id, ended_at=None)
        .count(),
        "country": root.administration.country,
    }
    return render(request, "continuity/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a crisis rule; its plan is made and read before anything is signed."""
    root = root_of(request)
    now = timezone.now()
    today = calendars.local_day(now, root.administration.country)
    found = rules.crisis_rules(root.administration_id, today)
    form = CrisisForm(
        request.POST or None,
        rules=[(one.code, f"{one.names} · {one.quota.words()}") for one in found],
        units=units_for(request, root),
        initial={"starts_on": today},
    )
    problem = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        asked = switching.Asked(
            unit_id=said["unit"],
            rule=said["rule"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            reason=said["reason"],
        )
        try:
            crisis = switching.ask(actor=request.actor, asked=asked, now=now)
        except Refusal as no:
            problem = f"{no} {no.advice}"
        else:
            messages.success(request, _("The plan is being made. Read it, then have it signed."))
            return redirect("continuity:crisis", crisis.pk)
    status = 422 if form.errors or problem else 200
    return render(request, "continuity/new.html", {"form": form, "rules": found, "problem": problem}, status=status)


def shown(request: HttpRequest, crisis_id: int) -> Crisis:
    """Raises NotAllowed where they hold the right nowhere, Http404 where not there."""
    root_of(request)
    rows = Crisis.objects.visible_to(request.actor)
    row = rows.select_related("unit", "administration", "act", "return_act", "asked_by").filter(pk=crisis_id).first()
    if row is None:
        raise Http404
    return row


@require_GET
def one(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """One switch: its plan by unit, the turn by day, who is exempted, how far the work is, what may be done."""
    crisis = shown(request, crisis_id)
    context = {"crisis": crisis, "live": crisis.state in WORKING, "told": told_of(crisis)}
    if request.htmx and "progress" in request.GET:
        return render(request, "continuity/_progress.html", context)
    now = timezone.now()
    units = papers.per_unit(crisis, now)
    country = crisis.administration.country
    total = {name: sum(row[name] for row in units) for name in ("people", "seats", "exempt", "vital")}  # type: ignore[misc]
    context |= {
        "tone": TONES[crisis.state],
        "name": telling.rule_name(crisis),
        "where": organisations.units_named([crisis.unit_id], now)[crisis.unit_id].here,
        "units": Paginator(units, UNITS).get_page(request.GET.get("page")),
        "total": total | {"remote": total["people"] - total["seats"]},
        "share": round(100 * total["seats"] / total["people"], 1) if total["people"] else 0,
        "broken": broken(crisis, total),
        "turns": first_turns(crisis, country),
        "may_submit": crisis.state == CrisisState.PLANNED and crisis.people,
        "may_withdraw": crisis.state
        in (CrisisState.PLANNING, CrisisState.PLANNED, CrisisState.SIGNING, CrisisState.APPLYING),
        "may_return": crisis.state in HOLDS and crisis.return_act_id is None,
        "country": country,
    }
    return render(request, "continuity/crisis.html", context)


def told_of(crisis: Crisis) -> dict[str, int]:
    """How far the notices are: of the start, or of the end (of those who were told of the start)."""
    back = crisis.state in (CrisisState.RETURNING, CrisisState.OVER, CrisisState.WITHDRAWN)
    return {"done": crisis.told_back, "total": crisis.told} if back else {"done": crisis.told, "total": crisis.people}


def broken(crisis: Crisis, total: dict[str, Any]) -> bool:
    """Whether the fewest people of vital services take the whole over what the rule allows."""
    if not total["people"]:
        return False
    share = total["seats"] * 100
    limit = total["people"] * crisis.percent
    return share > limit if crisis.direction == "max" else share < limit and total["exempt"] > 0


def first_turns(crisis: Crisis, country: str) -> list[Any]:
    return list(days.turns(crisis, country, crisis.starts_on, crisis.ends_on))[:5]


@require_GET
def exported(request: HttpRequest, crisis_id: int, form: str) -> HttpResponse:
    """The plan by person, for a spreadsheet program: how often each is on site, and their first days there."""
    crisis = shown(request, crisis_id)
    if form not in WRITERS:
        raise Http404
    write, media_type = WRITERS[form]
    now = timezone.now()
    turns = days.turns(crisis, crisis.administration.country, crisis.starts_on, crisis.ends_on)
    rows = crisis.assignments.select_related("person").order_by("unit__path", "kind", "slot")[:20_000]
    names = organisations.units_named(list(crisis.assignments.values_list("unit", flat=True).distinct()), now)

    def line(row: Any) -> list[Any]:
        mine = [
            day
            for day, turn in turns.items()
            if days.covers(row, day) and days.on_site(row.slot, row.size, row.seats, turn)
        ]
        listed = "، ".join(day.isoformat() for day in mine[:20])
        return [str(row.person), names[row.unit_id].here, row.get_kind_display(), len(mine), listed]

    out = io.BytesIO()
    head = [_("Person"), _("Unit"), _("Why"), _("Days on site"), _("First days on site")]
    write(out, head, map(line, rows), title=_("Crisis plan"), right_to_left=get_language() == "ar")
    headers = {"Content-Disposition": f'attachment; filename="plan-{crisis.pk}.{form}"'}
    return HttpResponse(out.getvalue(), content_type=media_type, headers=headers)


@require_POST
@idempotent
def submit(request: HttpRequest, crisis_id: int) -> HttpResponse:
    crisis = shown(request, crisis_id)
    switching.submit(actor=request.actor, crisis_id=crisis.pk, now=timezone.now())
    messages.success(request, _("The act goes to its signer. Nobody is told before it is signed."))
    return redirect("continuity:crisis", crisis.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def withdraw(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """Half-way: what was done is said first."""
    crisis = shown(request, crisis_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        switching.withdraw(actor=request.actor, crisis_id=crisis.pk, reason=said["reason"], now=timezone.now())
        messages.success(request, _("It is withdrawn. Those who were told of it are told that it does not hold."))
        return redirect("continuity:crisis", crisis.pk)
    context = {"crisis": crisis, "form": form, "name": telling.rule_name(crisis)}
    return render(request, "continuity/withdraw.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def go_back(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """The act by which everybody works as before."""
    crisis = shown(request, crisis_id)
    now = timezone.now()
    today = calendars.local_day(now, crisis.administration.country)
    form = ReturnForm(request.POST or None, initial={"returns_on": max(today, crisis.starts_on)})
    problem = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            switching.ask_return(
                actor=request.actor,
                crisis_id=crisis.pk,
                returns_on=said["returns_on"],
                reason=said["reason"],
                now=now,
            )
        except switching.BadDates as no:
            problem = str(_("The return falls on a day of the crisis, today at the earliest.")) or str(no)
        else:
            messages.success(request, _("The return act goes to its signer."))
            return redirect("continuity:crisis", crisis.pk)
    context = {"crisis": crisis, "form": form, "problem": problem, "name": telling.rule_name(crisis)}
    return render(request, "continuity/return.html", context, status=422 if form.errors or problem else 200)
