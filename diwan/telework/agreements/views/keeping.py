"""The desk checks workplaces; whoever runs the adoption keeps the charter and says what is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.telework.rules import api as rules

from .. import documents
from ..enums import Check
from ..forms import CharterForm, PracticeForm
from ..models import CharterVersion, Workplace
from ..operations import chartering, private, signing
from ..queries import shown, standing

if TYPE_CHECKING:
    from diwan.core.organisations.api import Seat

PAGE = 30


@require_GET
def workplaces(request: HttpRequest) -> HttpResponse:
    """What was declared, what is not checked yet first."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(rules.DESK):
        raise NotAllowed
    state = request.GET.get("state", Check.DECLARED)
    rows = Workplace.objects.filter(organisations.within(actor, rules.DESK, "agreement__unit"))
    rows = rows.exclude(agreement__person=actor.person_id).select_related(
        "agreement__person", "agreement__unit", "agreement__administration"
    )
    if state in Check.values:
        rows = rows.filter(check_state=state)
    page = Paginator(rows.order_by("declared_at"), PAGE).get_page(request.GET.get("page"))
    units = shown.named_units([row.agreement for row in page], timezone.now())
    for row in page:
        row.unit_name = units.get(row.agreement.unit_id, "")
    context = {"page": page, "state": state, "states": Check.choices}
    return render(request, "agreements/workplaces.html", context)


@require_POST
@idempotent
def check(request: HttpRequest, workplace_id: int) -> HttpResponse:
    """The desk accepts it, or says what is to be mended."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(rules.DESK):
        raise NotAllowed
    place = get_object_or_404(Workplace.objects.visible_to(actor), pk=workplace_id)
    private.check_workplace(
        actor=actor,
        workplace_id=place.pk,
        accepted="accept" in request.POST,
        words=request.POST.get("words", "")[:2000],
        now=timezone.now(),
    )
    messages.success(request, _("The check is recorded; the person sees it."))
    return redirect("agreements:workplaces")


def keeper(request: HttpRequest) -> Seat:
    """The seat from which the charter is kept. Raises NotAllowed."""
    reaches = request.actor.reach(rules.PROGRAMME)  # type: ignore[attr-defined]
    for reach in reaches:
        if reach.seat and reach.covers(organisations.root_unit(reach.seat.administration_id)):
            return reach.seat
    raise NotAllowed


@require_GET
def charters(request: HttpRequest) -> HttpResponse:
    """The versions of the charter, and what is signed how."""
    seat = keeper(request)
    rows = CharterVersion.objects.filter(administration=seat.administration_id).select_related("written_by")
    how = standing.practice_of(seat.administration_id)
    values = {name: getattr(how, name) for name in PracticeForm.base_fields}
    context = {
        "rows": rows.order_by("-number"),
        "form": PracticeForm(initial=values),
        "country": organisations.country_of(seat.administration_id),
    }
    return render(request, "agreements/charters.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def write(request: HttpRequest) -> HttpResponse:
    """A new version of the charter."""
    seat = keeper(request)
    last = standing.latest_charter(seat.administration_id)
    texts = {name: getattr(last, name) for name in documents.NAMES} if last else documents.model_charter()
    form = CharterForm(request.POST or None, initial=texts)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        signing.write_charter(
            actor=request.actor,  # type: ignore[attr-defined]
            administration_id=seat.administration_id,
            texts={name: data[name] for name in documents.NAMES},
            why=data["why"],
            now=timezone.now(),
        )
        messages.success(request, _("The new version is in use; what was signed stays as it was signed."))
        return redirect("agreements:charters")
    return render(request, "agreements/write_charter.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@idempotent
def practice(request: HttpRequest) -> HttpResponse:
    seat = keeper(request)
    form = PracticeForm(request.POST)
    form.is_valid()
    chartering.set_practice(
        actor=request.actor,  # type: ignore[attr-defined]
        administration_id=seat.administration_id,
        now=timezone.now(),
        **form.cleaned_data,
    )
    messages.success(request, _("Recorded."))
    return redirect("agreements:charters")
