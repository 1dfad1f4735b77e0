"""The weekly reports: drafted, completed, sent, read and answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit import keyset
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.telework.rules.api import MANAGE, PROGRAMME

from .. import policies
from ..enums import ReportState
from ..forms.keeping import AnswerForm, ReportForm, WeekForm
from ..lines import LINES
from ..models import WeeklyReport
from ..operations import reports as operations
from .shared import country_and_today, demand_seat, units_of

METHODS = ["GET", "HEAD", "POST"]
PAGE_SIZE = 20


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """Those one writes and those one was sent, the newest first."""
    country, _today = country_and_today(demand_seat(request))
    rows = WeeklyReport.objects.visible_to(request.actor)
    state = request.GET.get("state", "")
    if state in ReportState.values:
        rows = rows.filter(state=state)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    found, previous, following = keyset.read(
        rows, F("week_on"), downwards=True, size=PAGE_SIZE, before=before, after=after
    )
    units = units_of(found)
    context = {
        "reports": [(row, units.get(row.unit_id, "")) for row in found],
        "state": state,
        "states": ReportState.choices,
        "writes": writes(request),
        "previous": previous,
        "following": following,
        "country": country,
    }
    return render(request, "outputs/reports.html", context)


def writes(request: HttpRequest) -> bool:
    return request.actor.may(MANAGE) or request.actor.may(PROGRAMME)


@require_http_methods(METHODS)
@idempotent
def draft(request: HttpRequest) -> HttpResponse:
    """Draft the report of a week by hand, without waiting for the day."""
    if not writes(request):
        raise NotAllowed
    _country, today = country_and_today(demand_seat(request))
    form = WeekForm(request.POST or None, units=units_for(request), initial={"on": today})
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"unit_id": form.cleaned_data["unit"], "on": form.cleaned_data["on"]}
        try:
            row = operations.draft(actor=request.actor, now=timezone.now(), **said)
            return redirect("outputs:report", row.pk)
        except operations.AlreadySent as refusal:
            form.add_error("on", str(refusal))
    return render(request, "outputs/draft_report.html", {"form": form}, status=422 if form.is_bound else 200)


def units_for(request: HttpRequest) -> list[tuple[int, str]]:
    """The units one writes for: those within one's rights, as the tree has them."""
    rows = organisations.directory(timezone.localdate())
    rows = rows.filter(organisations.within_any(request.actor, (MANAGE, PROGRAMME), "unit"))
    return [(row.unit_id, row.names.here) for row in rows.order_by("unit__path")[:400]]


def report_shown(request: HttpRequest, report_id: int) -> WeeklyReport:
    rows = WeeklyReport.objects.visible_to(request.actor)
    row = rows.select_related("unit", "sent_by", "read_by", "answered_by").filter(pk=report_id).first()
    if row is None:
        raise Http404
    return row


@require_GET
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    row = report_shown(request, report_id)
    return shown(request, row)


def shown(
    request: HttpRequest, row: WeeklyReport, form: ReportForm | None = None, answer: AnswerForm | None = None
) -> HttpResponse:
    country, _today = country_and_today(row.administration_id)
    draft = row.state == ReportState.DRAFT
    now = timezone.now()
    card = organisations.post_cards([row.to_post_id or 0], now).get(row.to_post_id or 0)
    lines = [(LINES[one["code"]].label, one["value"]) for one in row.facts.get("lines", []) if one["code"] in LINES]
    names = organisations.units_named([row.unit_id], now).get(row.unit_id)
    initial = {"problems": row.problems, "measures": row.measures}
    context = {
        "report": row,
        "facts": row.facts,
        "lines": lines,
        "unit": names.here if names else "",
        "to": card.title.here if card else "",
        "writes": draft and policies.may_write_report(request.actor, row),
        "reads": not draft and policies.may_answer_report(request.actor, row),
        "form": form or ReportForm(initial=initial),
        "answer_form": answer or AnswerForm(initial={"words": row.answer}),
        "country": country,
    }
    bad = (form and form.errors) or (answer and answer.errors)
    return render(request, "outputs/report.html", context, status=422 if bad else 200)


@require_POST
@idempotent
def complete(request: HttpRequest, report_id: int) -> HttpResponse:
    """Keep what was added; with the second button, send it as well."""
    row = report_shown(request, report_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return shown(request, row, form=form)
    operations.complete(actor=request.actor, report_id=row.pk, now=timezone.now(), **form.cleaned_data)
    if "send" in request.POST:
        return redirect("outputs:send_report", row.pk)
    messages.success(request, _("The report is kept. It is not sent yet."))
    return redirect("outputs:report", row.pk)


@require_http_methods(METHODS)
@idempotent
def send(request: HttpRequest, report_id: int) -> HttpResponse:
    """What is sent cannot be changed: asked once more."""
    row = report_shown(request, report_id)
    if not policies.may_write_report(request.actor, row):
        raise NotAllowed
    if request.method == "POST":
        operations.send(actor=request.actor, report_id=row.pk, now=timezone.now())
        messages.success(request, _("The report is sent."))
        return redirect("outputs:report", row.pk)
    if row.state != ReportState.DRAFT:
        return redirect("outputs:report", row.pk)
    country, _today = country_and_today(row.administration_id)
    unit = units_of([row]).get(row.unit_id, "")
    return render(request, "outputs/send_report.html", {"report": row, "unit": unit, "country": country})


@require_POST
@idempotent
def read(request: HttpRequest, report_id: int) -> HttpResponse:
    row = report_shown(request, report_id)
    operations.read(actor=request.actor, report_id=row.pk, now=timezone.now())
    return redirect("outputs:report", row.pk)


@require_POST
@idempotent
def answer(request: HttpRequest, report_id: int) -> HttpResponse:
    row = report_shown(request, report_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return shown(request, row, answer=form)
    try:
        operations.answer(actor=request.actor, report_id=row.pk, now=timezone.now(), **form.cleaned_data)
    except operations.NothingTold as refusal:
        form.add_error("words", str(refusal))
        return shown(request, row, answer=form)
    return redirect("outputs:report", row.pk)
