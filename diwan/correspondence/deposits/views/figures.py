"""The figures of the registry office: how much, how long, what is late. Each opens to the letters it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from diwan.kit.refusals import NotAllowed
from diwan.kit.spreadsheets import csv_text

from ..forms.figures import PeriodForm
from ..policies import PROCESS
from ..queries import figures as queries
from ..queries.filters import Place, place_of

FLOW_NAMES = {
    "registered": gettext_lazy("Received"),
    "accepted": gettext_lazy("Accepted"),
    "returned": gettext_lazy("Returned"),
    "forwarded": gettext_lazy("Forwarded"),
    "answered": gettext_lazy("Answered"),
}
WAIT_NAMES = {
    "opened": gettext_lazy("Until it was opened"),
    "decided": gettext_lazy("Until it was decided"),
    "answered": gettext_lazy("Until it was answered"),
}
STANDING = {
    "late": (gettext_lazy("Late"), "late"),
    "soon": (gettext_lazy("Due within 2 days"), "soon"),
    "week": (gettext_lazy("Due within 7 days"), "calm"),
    "open": (pgettext_lazy("letters", "Open"), "calm"),
    "suspended": (gettext_lazy("Time limit suspended"), "calm"),
    "unread": (gettext_lazy("With a message nobody read"), "mine"),
}
TABLES = {
    "office": gettext_lazy("By registry office"),
    "procedure": gettext_lazy("By procedure"),
    "channel": gettext_lazy("By way of arrival"),
}
WIDE, HIGH = 320, 72  # units of a drawing


@dataclass(frozen=True)
class Bar:
    """One part of a drawing and where it opens."""

    x: float
    y: float
    width: float
    height: float
    period: queries.Period
    figure: queries.Figure


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    place = asked_place(request)
    form = PeriodForm(request.GET.dict(), today=place.today)
    context = {
        "form": form,
        "period": form.period,
        "country": place.country,
        "wide": WIDE,
        "high": HIGH,
        "standing": standing(place),
        "flows": [(FLOW_NAMES[flow.moment], flow, bars(flow)) for flow in queries.flows(place, form.period)],
        "waits": [(WAIT_NAMES[wait.moment], wait) for wait in queries.waits(place, form.period)],
        "tables": [(TABLES[by], lines) for by, lines in queries.tables(place, form.period).items()],
    }
    return render(request, "deposits/figures.html", context)


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The same figures for a spreadsheet."""
    place = asked_place(request)
    period = PeriodForm(request.GET.dict(), today=place.today).period
    response = HttpResponse(csv_text(rows(place, period)), content_type="text/csv; charset=utf-8")
    name = f"figures-{period.since.isoformat()}-{period.until.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def standing(place: Place) -> list[tuple[Any, str, queries.Figure]]:
    found = queries.standing(place)
    return [(label, tone, found[name]) for name, (label, tone) in STANDING.items()]


def rows(place: Place, period: queries.Period) -> list[list[Any]]:
    """Every figure of the page, one a line."""
    lines: list[list[Any]] = [[_("Figure"), _("From"), _("To"), _("Value"), _("Period before")]]
    days = [period.since.isoformat(), period.until.isoformat()]
    lines += [[str(label), "", place.today.isoformat(), figure.value, ""] for label, _tone, figure in standing(place)]
    for flow in queries.flows(place, period):
        lines.append([str(FLOW_NAMES[flow.moment]), *days, flow.total.value, flow.before.value])
        name = str(FLOW_NAMES[flow.moment])
        lines += [[name, p.since.isoformat(), p.until.isoformat(), figure.value, ""] for p, figure in flow.parts]
    for wait in queries.waits(place, period):
        name = str(WAIT_NAMES[wait.moment])
        for unit, values in ((_("working days"), wait.days), (_("hours"), wait.hours)):
            median, slow = values or ("", "")
            lines.append([f"{name} · {unit} · {_('median')}", *days, median, ""])
            lines.append([f"{name} · {unit} · {_('90th percentile')}", *days, slow, ""])
    for by, group in queries.tables(place, period).items():
        lines += [[f"{TABLES[by]} · {line.name or _('None')}", *days, line.received.value, ""] for line in group]
    return lines


def bars(flow: queries.Flow) -> list[Bar]:
    """The drawing of a flow: time runs as the page reads."""
    highest = max((figure.value for _period, figure in flow.parts), default=0) or 1
    width = WIDE / len(flow.parts)
    drawn = []
    for number, (period, figure) in enumerate(flow.parts):
        place = len(flow.parts) - 1 - number if get_language_bidi() else number
        height = HIGH * figure.value / highest
        drawn.append(
            Bar(
                round(place * width, 1),
                round(HIGH - height, 1),
                round(width * 0.8, 1),
                round(height, 1),
                period,
                figure,
            )
        )
    return drawn


def asked_place(request: HttpRequest) -> Place:
    if not request.actor.may(PROCESS):
        raise NotAllowed
    return place_of(request.actor, timezone.now())
