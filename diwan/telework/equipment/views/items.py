"""The inventory, an item and its history, what one holds oneself, who left with what."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.spreadsheets import NotASpreadsheet, write_xlsx

from .. import forms, policies, queries
from ..enums import Kind, State
from ..models import DueReturn, Need, Slip
from ..operations import inventory
from .shared import country_of, desk, shown, unit_choices, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked(request: HttpRequest) -> dict[str, str]:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return {
        "text": request.GET.get("q", "").strip()[:100],
        "kind": kind if kind in Kind.values else "",
        "state": state if state in State.values else "",
    }


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    desk(request)
    said = asked(request)
    page = Paginator(queries.inventory(request.actor, **said), queries.SIZE).get_page(request.GET.get("page"))
    kept = {"q": said["text"], "kind": said["kind"], "state": said["state"]}
    context = {
        "page": page,
        "kinds": Kind.choices,
        "states": State.choices,
        "query": urlencode({name: value for name, value in kept.items() if value}),
        "country": country_of(request),
        **said,
    }
    return render(request, "equipment/items.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The inventory as filtered; its first five columns can be imported again."""
    desk(request)
    stream = io.BytesIO()
    rows = queries.lines(queries.inventory(request.actor, **asked(request)))
    right_to_left = translation.get_language_bidi()
    widths = (18, 12, 36, 20, 30, 16, 28, 18)
    write_xlsx(stream, queries.head(), rows, title=_("Equipment"), right_to_left=right_to_left, widths=widths)
    headers = {"Content-Disposition": 'attachment; filename="equipment.xlsx"'}
    return HttpResponse(stream.getvalue(), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    desk(request)
    place = forms.UnitForm(request.POST or None, units=unit_choices(request))
    form = forms.ItemForm(request.POST or None)
    refusal: Refusal | None = None
    if form.is_valid() and place.is_valid():
        unit = unit_of(request, place.cleaned_data["unit"])
        try:
            item = inventory.NewItem(**form.cleaned_data)
            row = inventory.enter(actor=request.actor, unit=unit, item=item, now=timezone.now())
            return redirect("equipment:item", row.pk)
        except inventory.NumberTaken as no:
            refusal = no
    context = {"form": form, "place": place, "refusal": refusal, "title": _("Enter an item")}
    return render(request, "equipment/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def change(request: HttpRequest, item_id: int) -> HttpResponse:
    row = shown(request, item_id)
    if not policies.may_keep(request.actor, row.unit):
        raise NotAllowed
    initial = {"number": row.number, "kind": row.kind, "label": row.label, "serial": row.serial, "note": row.note}
    form = forms.ItemForm(request.POST or None, initial=initial)
    form.fields["number"].disabled = True
    if form.is_valid():
        item = inventory.NewItem(**form.cleaned_data)
        inventory.describe(actor=request.actor, item_id=row.pk, item=item, now=timezone.now())
        return redirect("equipment:item", row.pk)
    context = {"form": form, "title": _("Describe it anew"), "item": row}
    return render(request, "equipment/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def bring_in(request: HttpRequest) -> HttpResponse:
    """A whole sheet, or nothing of it."""
    desk(request)
    form = forms.SheetForm(request.POST or None, request.FILES or None, units=unit_choices(request))
    refusal: Refusal | None = None
    done = None
    if form.is_valid():
        sheet = form.cleaned_data["sheet"]
        unit = unit_of(request, form.cleaned_data["unit"])
        try:
            found = forms.items_in(sheet, sheet.name)
            done = inventory.enter_many(actor=request.actor, unit=unit, items=found, now=timezone.now())
            return redirect("equipment:items")
        except (NotASpreadsheet, inventory.LineWrong, inventory.NumberTaken) as no:
            refusal = no
    context = {"form": form, "refusal": refusal, "done": done}
    return render(request, "equipment/import.html", context, status=422 if form.is_bound else 200)


@require_GET
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    row = shown(request, item_id)
    keeps = policies.may_keep(request.actor, row.unit)
    history = row.movements.select_related("person", "by", "slip")  # type: ignore[attr-defined]
    context = {
        "item": row,
        "keeps": keeps,
        "history": history if keeps else history.filter(person=request.actor.person_id),
        "form": forms.WordForm(),
        "acts": [
            (name, label, danger)
            for name, label, states, danger in ACTS
            if row.state in states and (keeps or name in DECLARED)
        ],
        "country": row.administration.country,
    }
    return render(request, "equipment/item.html", context)


DECLARED = ("lost", "damaged")
DONE: dict[str, Callable[..., Any]] = {
    "lost": inventory.declare_lost,
    "damaged": inventory.declare_damaged,
    "back": inventory.put_back,
    "retire": inventory.retire,
}
ACTS = (
    ("lost", gettext_lazy("Declare it lost"), (State.OUT, State.STORED), True),
    ("damaged", gettext_lazy("Declare it damaged"), (State.OUT, State.STORED), False),
    ("back", gettext_lazy("It is back in store"), (State.LOST, State.REPAIR), False),
    ("retire", gettext_lazy("Put it out of use"), (State.STORED, State.REPAIR, State.LOST), True),
)


@require_POST
@idempotent
def act(request: HttpRequest, item_id: int, act: str) -> HttpResponse:
    row = shown(request, item_id)
    if act not in DONE:
        raise Http404
    form = forms.WordForm(request.POST)
    if not form.is_valid():
        return redirect("equipment:item", row.pk)
    DONE[act](actor=request.actor, item_id=row.pk, what=form.cleaned_data["what"], now=timezone.now())
    return redirect("equipment:item", row.pk)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What one holds, what waits for one's signature, what is to be given back."""
    me = request.actor.person_id
    context = {
        "items": queries.held_by(me or 0),
        "slips": Slip.objects.filter(person=me).prefetch_related("lines__item")[:20],
        "needs": Need.objects.filter(person=me, met_at=None),
        "due": DueReturn.objects.filter(person=me, closed_at=None).first(),
        "country": country_of(request),
    }
    return render(request, "equipment/mine.html", context)


@require_GET
def leavers(request: HttpRequest) -> HttpResponse:
    """Who still holds equipment though nothing lets them telework."""
    desk(request)
    country = country_of(request)
    today = calendars.local_day(timezone.now(), country)
    context = {"rows": queries.leavers(request.actor, today), "country": country, "today": today}
    return render(request, "equipment/leavers.html", context)
