"""Views of the queue kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from ..forms.desk import ViewForm
from ..models import SavedView
from ..operations import saved_views
from ..policies import PROCESS
from ..queries import desk as queries
from .desk import filter_form, seats_of

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """One's views: names, order, which is opened first, with whom each is shared."""
    if not request.actor.may(PROCESS):
        raise NotAllowed
    return render(request, "deposits/views.html", lists(request.actor))


def lists(actor: Actor, changed: int = 0, form: ViewForm | None = None) -> dict:
    units = seats_of(actor)
    views = queries.saved_views(actor)
    own = [view for view in views if view.owner_id == actor.person_id]
    forms = [(view, form if view.pk == changed and form else form_of(view, units)) for view in own]
    return {"own": forms, "shared": [view for view in views if view.owner_id != actor.person_id]}


def form_of(view: SavedView, units: list[tuple[int, str]]) -> ViewForm:
    initial = {"name": view.name, "unit": view.unit_id or "", "opened_first": view.is_default}
    return ViewForm(units=units, initial=initial, auto_id=f"view-{view.pk}-%s")


@require_POST
@idempotent
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the page under a name."""
    form = ViewForm(request.POST, units=seats_of(request.actor), auto_id="view-%s")
    asked = filter_form(QueryDict(request.POST.get("query", ""))).filter
    if not form.is_valid():
        context = {"form": form, "query": asked.query}
        return render(request, "deposits/view_new.html", context, status=422)
    said = form.cleaned_data
    view = saved_views.save_view(
        actor=request.actor, name=said["name"], query=asked.query, unit_id=said["unit"], now=timezone.now()
    )
    if said["opened_first"]:
        saved_views.change_view(
            actor=request.actor, view_id=view.pk, name=view.name, unit_id=view.unit_id, opened_first=True
        )
    return redirect(f"{reverse('deposits:queue')}?{view.query}")


@require_POST
@idempotent
def change(request: HttpRequest, view_id: int) -> HttpResponse:
    seen(request, view_id)
    form = ViewForm(request.POST, units=seats_of(request.actor), auto_id=f"view-{view_id}-%s")
    if not form.is_valid():
        return render(request, "deposits/views.html", lists(request.actor, view_id, form), status=422)
    said = form.cleaned_data
    saved_views.change_view(
        actor=request.actor,
        view_id=view_id,
        name=said["name"],
        unit_id=said["unit"],
        opened_first=said["opened_first"],
    )
    return redirect("deposits:views")


@require_POST
@idempotent
def move(request: HttpRequest, view_id: int) -> HttpResponse:
    seen(request, view_id)
    saved_views.move_view(actor=request.actor, view_id=view_id, up=request.POST.get("to") == "up")
    return redirect("deposits:views")


@require_POST
@idempotent
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    seen(request, view_id)
    saved_views.delete_view(actor=request.actor, view_id=view_id)
    return redirect("deposits:views")


def seen(request: HttpRequest, view_id: int) -> None:
    """A view that is neither one's own nor shared with one's unit does not exist."""
    if not SavedView.objects.visible_to(request.actor).filter(pk=view_id).exists():
        raise Http404
