"""Indicators of the programme, the costs behind them, the survey, the report to the head."""

from __future__ import annotations

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.kit.idempotency import idempotent
from diwan.kit.spreadsheets import write_csv
from diwan.telework.agreements import api as agreements
from diwan.telework.rules import api as rules

from .. import money, queries
from ..forms import CostForm, FigureForm, MarkForm, PeriodForm, SurveyForm
from ..models import Survey, UnitCost
from ..operations import minutes, programme
from .shared import administration_of, country_of, name_of

ENTERED = gettext_lazy("Entered by the committee from its source, not computed here.")
# label, formula
SAID = {
    "teleworkers": (gettext_lazy("Teleworkers"), gettext_lazy("Agreements in force on the last day.")),
    "days": (gettext_lazy("Days away"), gettext_lazy("Working days away in the period, holidays and pauses left out.")),
    "on_time": (gettext_lazy("Outputs on time"), gettext_lazy("Delivered on time, per hundred delivered.")),
    "quality": (gettext_lazy("Quality of outputs"), gettext_lazy("Mean of the marks, over what was accepted.")),
    "presence": (
        gettext_lazy("Remote days confirmed"),
        gettext_lazy("Days confirmed at start and end, per hundred awaited, in the files examined in the period."),
    ),
    "absence": (
        gettext_lazy("Absence of teleworkers"),
        gettext_lazy("Working days of leave or absence, per hundred working days, in the files examined."),
    ),
    "travel": (gettext_lazy("Travel saved"), gettext_lazy("Days away × cost of travel of one day.")),
    "energy": (gettext_lazy("Energy saved"), gettext_lazy("Days away × cost of energy of one work place and day.")),
    "distance": (gettext_lazy("Kilometres saved"), gettext_lazy("Days away × kilometres of one day.")),
    "satisfaction": (
        gettext_lazy("Satisfaction of teleworkers"),
        gettext_lazy("Mean of the marks of the last survey; nothing is shown below five answers."),
    ),
    "in_time": (gettext_lazy("Requests of the public answered in time"), ENTERED),
    "waiting": (gettext_lazy("Mean time to answer the public"), ENTERED),
    "users": (gettext_lazy("Satisfaction of the public"), ENTERED),
    "complaints": (gettext_lazy("Complaints of the public"), ENTERED),
}


@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    context = board(request)
    return render(request, "evaluations/indicators.html", context)


def board(request: HttpRequest) -> dict[str, Any]:
    administration_id = administration_of(request)
    country = country_of(administration_id)
    form = PeriodForm(request.GET)
    first, last = form.span(calendars.local_day(timezone.now(), country))
    rows = queries.lines(administration_id, first, last)
    most = max((row.days for row in rows), default=0) or 1
    return {
        "form": PeriodForm(initial={"since": first, "until": last}),
        "first": first,
        "last": last,
        "country": country,
        "indicators": [(one, *SAID[one.code]) for one in queries.indicators(administration_id, first, last, rows)],
        "lines": [(row, name_of(row.agreement.person), 100 * row.days // most) for row in rows],
        "currency": money.currency(rules.rules_for(administration_id, last).country),
        "costs": UnitCost.objects.visible_to(request.actor).order_by("kind", "-starts_on")[:60],
        "surveys": [
            (survey, sum(queries.marks_of(survey).values()))
            for survey in Survey.objects.visible_to(request.actor).order_by("-starts_on")[:20]
        ],
        "query": f"since={first.isoformat()}&until={last.isoformat()}",
        "administration_id": administration_id,
    }


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The rows behind the indicators."""
    said = board(request)
    out = io.BytesIO()
    head = [_("Person"), _("Days away"), _("Outputs due"), _("Delivered"), _("On time"), _("Accepted")]
    lines = [
        [name, row.days, *((f.set, f.delivered, f.on_time, f.accepted) if (f := row.figures) else (0, 0, 0, 0))]
        for row, name, _width in said["lines"]
    ]
    write_csv(out, head, lines, title=_("Indicators of telework"), right_to_left=translation.get_language_bidi())
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="telework-indicators.csv"'
    return response


@require_POST
@idempotent
def report(request: HttpRequest) -> HttpResponse:
    administration_id = administration_of(request)
    first, last = PeriodForm(request.POST).span(timezone.localdate())
    language = "fr" if request.LANGUAGE_CODE == "fr" else "ar"
    with translation.override(language):
        labels = {code: (str(label), str(formula)) for code, (label, formula) in SAID.items()}
    act = minutes.report(
        actor=request.actor,
        administration_id=administration_id,
        first=first,
        last=last,
        labels=labels,
        language=language,
        now=timezone.now(),
    )
    return redirect(act.url())


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def cost(request: HttpRequest) -> HttpResponse:
    administration_id = administration_of(request)
    form = CostForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        programme.set_cost(
            actor=request.actor, administration_id=administration_id, now=timezone.now(), **form.cleaned_data
        )
        return redirect("evaluations:indicators")
    context = {
        "form": form,
        "currency": money.currency(rules.rules_for(administration_id, timezone.localdate()).country),
    }
    return render(request, "evaluations/cost.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new_figure(request: HttpRequest) -> HttpResponse:
    administration_id = administration_of(request)
    form = FigureForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        programme.enter_figure(
            actor=request.actor, administration_id=administration_id, now=timezone.now(), **form.cleaned_data
        )
        return redirect("evaluations:indicators")
    return render(request, "evaluations/new_figure.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new_survey(request: HttpRequest) -> HttpResponse:
    administration_id = administration_of(request)
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        programme.open_survey(
            actor=request.actor, administration_id=administration_id, now=timezone.now(), **form.cleaned_data
        )
        return redirect("evaluations:indicators")
    return render(request, "evaluations/new_survey.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def survey(request: HttpRequest, survey_id: int) -> HttpResponse:
    """A teleworker of the administration answers, once."""
    now = timezone.now()
    row = Survey.objects.filter(pk=survey_id).first()
    found = agreements.in_force(request.actor.person_id or 0, timezone.localdate(now))
    if row is None or found is None or found.administration_id != row.administration_id:
        raise Http404
    form = MarkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        programme.answer(actor=request.actor, survey_id=row.pk, mark=form.cleaned_data["mark"], now=now)
        return redirect("evaluations:mine")
    return render(
        request, "evaluations/survey.html", {"form": form, "survey": row}, status=422 if form.is_bound else 200
    )
