"""Views of a list kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from . import operations, queries
from .forms import ViewForm
from .listings import Listing, listing_of
from .models import SavedView

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def known(request: HttpRequest, code: str) -> Listing:
    """The list of this code, for those who may read it."""
    listing = listing_of(code)
    if listing is None:
        raise Http404
    if not listing.may(request.actor):
        raise NotAllowed
    return listing


def seen(request: HttpRequest, code: str, view_id: int) -> Listing:
    """The list of a view; one that is neither one's own nor shared with one's unit does not exist."""
    listing = known(request, code)
    if not SavedView.objects.visible_to(request.actor).filter(pk=view_id, listing=code).exists():
        raise Http404
    return listing


@require_GET
def manage(request: HttpRequest, listing: str) -> HttpResponse:
    """One's views: names, order, which is opened first, with whom each is shared."""
    return render(request, "saved_views/manage.html", lists(request.actor, known(request, listing)))


def lists(actor: Actor, listing: Listing, changed: int = 0, form: ViewForm | None = None) -> dict[str, Any]:
    units = queries.seats_of(actor)
    views = [(view, listing.url(view.query)) for view in queries.views_of(actor, listing.code)]
    own = [(view, url) for view, url in views if view.owner_id == actor.person_id]
    return {
        "listing": listing,
        "url": listing.url(""),
        "own": [(view, url, form if view.pk == changed and form else form_of(view, units)) for view, url in own],
        "shared": [(view, url) for view, url in views if view.owner_id != actor.person_id],
    }


def form_of(view: SavedView, units: list[tuple[int, str]]) -> ViewForm:
    initial = {"name": view.name, "unit": view.unit_id or "", "opened_first": view.is_default}
    return ViewForm(units=units, initial=initial, auto_id=f"view-{view.pk}-%s")


@require_POST
@idempotent
def save(request: HttpRequest, listing: str) -> HttpResponse:
    """Keep the filter of the page under a name."""
    where = known(request, listing)
    form = ViewForm(request.POST, units=queries.seats_of(request.actor), auto_id="view-%s")
    query = where.clean(request.POST.get("query", ""))
    if not form.is_valid():
        return render(request, "saved_views/new.html", {"form": form, "query": query, "listing": where}, status=422)
    said = form.cleaned_data
    view = operations.save_view(
        actor=request.actor,
        listing=where.code,
        name=said["name"],
        query=query,
        unit_id=said["unit"],
        opened_first=said["opened_first"],
        now=timezone.now(),
    )
    return redirect(where.url(view.query))


@require_POST
@idempotent
def change(request: HttpRequest, listing: str, view_id: int) -> HttpResponse:
    where = seen(request, listing, view_id)
    form = ViewForm(request.POST, units=queries.seats_of(request.actor), auto_id=f"view-{view_id}-%s")
    if not form.is_valid():
        context = lists(request.actor, where, view_id, form)
        return render(request, "saved_views/manage.html", context, status=422)
    said = form.cleaned_data
    operations.change_view(
        actor=request.actor,
        view_id=view_id,
        name=said["name"],
        unit_id=said["unit"],
        opened_first=said["opened_first"],
    )
    return redirect("saved_views:manage", listing)


@require_POST
@idempotent
def move(request: HttpRequest, listing: str, view_id: int) -> HttpResponse:
    seen(request, listing, view_id)
    operations.move_view(actor=request.actor, view_id=view_id, up=request.POST.get("to") == "up")
    return redirect("saved_views:manage", listing)


@require_POST
@idempotent
def delete(request: HttpRequest, listing: str, view_id: int) -> HttpResponse:
    seen(request, listing, view_id)
    operations.delete_view(actor=request.actor, view_id=view_id)
    return redirect("saved_views:manage", listing)
