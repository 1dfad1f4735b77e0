"""The list of letters one may read: asked by any of its sides, taken away as a file."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.batches import api as batches
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent

from .. import works
from ..enums import REGISTER, State
from ..forms.lists import ExportForm, ListForm
from ..queries import filters
from ..queries import plan as plan_queries

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

UNITS_OFFERED = 600  # more are found by the letters themselves
STATES = ("", filters.OPEN_STATES, State.REGISTERED, State.DISPATCHED, State.SENT, State.CLOSED)


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that answer what is asked, newest first."""
    now, actor = timezone.now(), request.actor
    form = ListForm(given(request.GET))
    asked, day = form.filter, filters.day_of(actor, now)
    names = names_asked(actor, asked, now)
    if "filter" in request.GET:  # the lists to choose from are read only when they are shown
        offer(form, actor, now)
    rows, before, after = filters.page(
        actor, asked, day, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    units = organisations.units_named({row.unit_id for row in rows if row.unit_id}, now)
    for row in rows:
        row.unit_name = units[row.unit_id].here if row.unit_id in units else ""  # type: ignore[attr-defined]
    labels = dict(form.fields["state"].choices)  # type: ignore[attr-defined]
    context = {
        "rows": rows,
        "before": before,
        "after": after,
        "asked": asked,
        "form": form,
        "filtering": "filter" in request.GET,
        "today": day.today,
        "country": day.country,
        "states": [(state, labels[state] if state else _("All"), asked.with_(state=state).query) for state in STATES],
        "chips": [(label, value, asked.without(name).query) for name, label, value in form.asked(names)],
        "terms": list(QueryDict(asked.without("q").query).items()),
        "export_form": ExportForm(auto_id="export-%s"),
        "may_register": actor.may(REGISTER),
    }
    return render(request, "letters/letters.html", context)


def given(data: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in data.dict().items() if name in ListForm.base_fields}


def offer(form: ListForm, actor: Actor, now: datetime) -> None:
    houses = plan_queries.houses(actor)
    offices = [card for card in organisations.office_cards(now) if card.administration_id in houses]
    units = list(organisations.units_of(houses, now).items())[:UNITS_OFFERED]
    form.offer(
        office=[(card.id, card.names.here) for card in offices],
        unit=[(key, names.here) for key, names in units],
        plan_class=plan_queries.choices(plan_queries.tree(plan_queries.classes(actor))),
        dossier=[(row.pk, str(row)) for row in plan_queries.dossiers(actor, now).order_by("-opened_on")[:300]],
    )


def names_asked(actor: Actor, asked: filters.Filter, now: datetime) -> dict[str, dict[int, str]]:
    """What the office, the unit, the class and the file of a filter are called; nothing of what one may not see."""
    office = organisations.office_card(asked.office, now) if asked.office else None
    units = organisations.units_named([asked.unit], now) if asked.unit else {}
    classes = plan_queries.classes(actor).filter(pk=asked.plan_class) if asked.plan_class else ()
    dossiers = plan_queries.dossiers(actor, now).filter(pk=asked.dossier) if asked.dossier else ()
    return {
        "office": {office.id: office.names.here} if office else {},
        "unit": {key: names.here for key, names in units.items()},
        "plan_class": dict(plan_queries.choices(classes)),
        "dossier": {row.pk: str(row) for row in dossiers},
    }


@require_POST
@idempotent
def export(request: HttpRequest) -> HttpResponse:
    """All that answers the filter of the page, as a file."""
    asked = ListForm(given(QueryDict(request.POST.get("query", "")))).filter
    form = ExportForm(request.POST)
    extension = form.cleaned_data["format"] if form.is_valid() else "xlsx"
    batch = batches.start(
        actor=request.actor,
        kind=works.EXPORT,
        title=_("Letters"),
        language=get_language() or "ar",
        params={"filter": kept(asked), "format": extension},
        administration_id=next((seat.administration_id for seat in request.actor.seats), None),
        now=timezone.now(),
    )
    return redirect("batches:batch", batch.pk)


def kept(asked: filters.Filter) -> dict[str, Any]:
    """A filter as JSON."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in asdict(asked).items()}
