"""Delays, and the rows behind each figure."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import csv_text

from ..forms.figures import FigureForm
from ..queries import figures as queries

TABLES = {
    "unit": gettext_lazy("By unit"),
    "verb": gettext_lazy("By what was asked"),
    "kind": gettext_lazy("By register"),
    "month": gettext_lazy("By month"),
}


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    form = FigureForm(request.GET.dict(), today=desk.today)
    asked = form.asked.with_(what="")
    context = {
        "form": form,
        "asked": asked,
        "period": asked,
        "country": desk.country,
        "whole": queries.overall(desk, asked),
        "tables": [(by, label, queries.delays(desk, asked, by)) for by, label in TABLES.items()],
        "ages": queries.ages(desk, asked),
        "unit": organisations.unit_name(asked.unit, desk.today, request.LANGUAGE_CODE) if asked.unit else "",
    }
    return render(request, "circulation/figures.html", context)


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The same figures for a spreadsheet."""
    desk = desk_of(request)
    asked = FigureForm(request.GET.dict(), today=desk.today).asked.with_(what="")
    lines: list[list[Any]] = [
        [_("Table"), _("Name"), _("How many"), _("Median, days"), _("90th percentile, days"), _("Late")]
    ]
    for by, label in TABLES.items():
        lines += [
            [str(label), line.label, line.count, rounded(line.median), rounded(line.slow), line.late]
            for line in queries.delays(desk, asked, by)
        ]
    response = HttpResponse(csv_text(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="delays-{desk.today.isoformat()}.csv"'
    return response


@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """The instructions behind a figure."""
    desk = desk_of(request)
    asked = FigureForm(request.GET.dict(), today=desk.today, period=False).asked
    start = request.GET.get("after", "")
    after = int(start) if start.isdecimal() and len(start) < 7 else 0
    found, more = queries.listed(desk, asked, after)
    names = organisations.units_named({row.unit_id for row in found}, desk.now)
    context = {
        "rows": [(row, names[row.unit_id].here if row.unit_id in names else "") for row in found],
        "country": desk.country,
        "today": desk.today,
        "asked": asked,
        "more": after + queries.SHOWN if more else 0,
        "first": after + 1,
    }
    return render(request, "circulation/rows.html", context)


def rounded(value: float | None) -> float | str:
    return "" if value is None else round(value, 1)


def desk_of(request: HttpRequest) -> queries.Desk:
    if not queries.may_look(request.actor):
        raise NotAllowed
    return queries.desk_of(request.actor, timezone.now())
