"""The page of search, and searches kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.batches import api as batches
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .forms import KeepForm, PeriodForm
from .models import SavedSearch
from .operations import saving
from .queries import advising, finding, shelves, showing
from .queries.asking import NEWEST, RELEVANCE, Asked, parse
from .works import EXPORT

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """One box over everything the reader may see: results, shelves, a period, an order."""
    if request.actor.person_id is None or not request.actor.seats:
        raise NotAllowed
    now, asked = timezone.now(), asked_by(request)
    context: dict[str, Any] = {
        "asked": asked,
        "period": PeriodForm(initial={"since": asked.since, "until": asked.until}, auto_id="period-%s"),
        "saved": showing.saved(request.actor),
        "keep": KeepForm(units=seats_of(request.actor), auto_id="keep-%s"),
        "country": asked.country,
        "sorts": [
            (NEWEST, _("Newest first"), asked.sorted(NEWEST).query),
            (RELEVANCE, _("Best answer first"), asked.sorted(RELEVANCE).query),
        ],
    }
    if asked.is_empty:
        return render(request, "search/search.html", context)
    if request.htmx and request.htmx.target == "search-shelves":
        return render(request, "search/_shelves.html", context | counted(request, asked, now))
    context |= answer(request, asked, now)
    if "counted" in request.GET:
        context |= counted(request, asked, now)
    return render(request, "search/search.html", context)


def answer(request: HttpRequest, asked: Asked, now: Any) -> dict[str, Any]:
    """What was found: what a person waits for."""
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = finding.listed(request.actor, asked, now=now, before=before, after=after)
    return {
        "page": page,
        "is_whole": not (before or after or page.before or page.after),
        "results": showing.results(request.actor, asked, page.entries),
        "chips": shelves.chips(asked, now=now),
        "advice": None if page.entries else advising.advise(request.actor, asked, now=now),
    }


def counted(request: HttpRequest, asked: Asked, now: Any) -> dict[str, Any]:
    """How much was found and on which shelves: the page asks for it once the list stands."""
    found = finding.find(request.actor, asked, now=now)
    # What one page holds has been counted as it is shown, each thing once.
    told = not found.is_all or found.count > finding.PAGE_SIZE
    return {"found": found, "count_again": told, "shelves": shelves.shelves_of(found, asked, now=now)}


def asked_by(request: HttpRequest) -> Asked:
    """The question of the address; its days are those of the reader's country."""
    return parse(request.GET.urlencode(), organisations.country_of(request.actor.seats[0].administration_id))


def seats_of(actor: Actor) -> list[tuple[int, str]]:
    """The units in which one sits: those with whom a search can be shared."""
    return list({seat.unit_id: seat.unit_name for seat in actor.seats}.items())


@require_POST
@idempotent
def export(request: HttpRequest) -> HttpResponse:
    """All that was found, as a file made by a long work."""
    if request.actor.person_id is None or not request.actor.seats:
        raise NotAllowed
    asked = parse(request.POST.get("query", ""))
    params = {"query": asked.query, "format": "csv" if request.POST.get("format") == "csv" else "xlsx"}
    batch = batches.start(
        actor=request.actor,
        kind=EXPORT,
        title=_("Search: %(words)s") % {"words": asked.q or "…"},
        language=get_language() or "ar",
        params=params,
        administration_id=request.actor.seats[0].administration_id,
        now=timezone.now(),
    )
    return redirect("batches:batch", batch.pk)


@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """One's searches: names, with whom each is shared, which of them tell."""
    if request.actor.person_id is None or not request.actor.seats:
        raise NotAllowed
    return render(request, "search/saved.html", lists(request.actor))


def lists(actor: Actor, changed: int = 0, form: KeepForm | None = None) -> dict[str, Any]:
    units, kept = seats_of(actor), showing.saved(actor)
    own = [one for one in kept if one.owner_id == actor.person_id]
    forms = [(one, form if one.pk == changed and form else form_of(one, units)) for one in own]
    return {"own": forms, "shared": [one for one in kept if one.owner_id != actor.person_id]}


def form_of(kept: SavedSearch, units: list[tuple[int, str]]) -> KeepForm:
    initial = {"name": kept.name, "unit": kept.unit_id or "", "alerts": kept.alerts}
    return KeepForm(units=units, initial=initial, auto_id=f"keep-{kept.pk}-%s")


@require_POST
@idempotent
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the search of the page under a name."""
    form = KeepForm(request.POST, units=seats_of(request.actor), auto_id="keep-%s")
    asked = parse(request.POST.get("query", ""))
    if not form.is_valid():
        return render(request, "search/keep.html", {"form": form, "query": asked.query}, status=422)
    said = form.cleaned_data
    saving.keep(
        actor=request.actor,
        name=said["name"],
        query=asked.query,
        unit_id=said["unit"],
        alerts=said["alerts"],
        now=timezone.now(),
    )
    return redirect(f"{reverse('search:search')}?{asked.query}")


@require_POST
@idempotent
def change(request: HttpRequest, search_id: int) -> HttpResponse:
    seen(request, search_id)
    form = KeepForm(request.POST, units=seats_of(request.actor), auto_id=f"keep-{search_id}-%s")
    if not form.is_valid():
        return render(request, "search/saved.html", lists(request.actor, search_id, form), status=422)
    said = form.cleaned_data
    saving.change(
        actor=request.actor,
        search_id=search_id,
        name=said["name"],
        unit_id=said["unit"],
        alerts=said["alerts"],
        now=timezone.now(),
    )
    return redirect("search:saved")


@require_POST
@idempotent
def delete(request: HttpRequest, search_id: int) -> HttpResponse:
    seen(request, search_id)
    saving.delete(actor=request.actor, search_id=search_id)
    return redirect("search:saved")


def seen(request: HttpRequest, search_id: int) -> None:
    """A search that is neither one's own nor shared with one's unit does not exist."""
    if not SavedSearch.objects.visible_to(request.actor).filter(pk=search_id).exists():
        raise Http404
