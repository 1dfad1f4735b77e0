"""The desk on the telephone, the cuts and their end; the looks into a log."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diwan.core.calendars import api as calendars
from diwan.core.organisations.api import Actor
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from ..enums import By
from ..forms import DeskForm, LookForm, RestoreForm
from ..models import Cut, Device, Look
from ..operations import cutting, looking
from ..operations.checking import OPEN
from ..policies import DESK, SECURITY, guarded, may_guard
from ..queries import log, people
from .common import actor_of, fill, officer, who

PER_PAGE = 50


def helper(request: HttpRequest) -> Actor:
    """The actor, if they keep a desk or the security. Raises: NotAllowed."""
    actor = actor_of(request)
    if not (actor.may(DESK) or actor.may(SECURITY)):
        raise NotAllowed
    return actor


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Somebody calls: find them. Below, the cuts that stand."""
    actor = helper(request)
    text = request.GET.get("q", "").strip()[:100]
    context = {"text": text, "people": people.people_named(actor, text), "cuts": people.cuts(actor)[:PER_PAGE]}
    return render(request, "safe_access/desk.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def desk_cut(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask the control questions, then cut."""
    actor = helper(request)
    person = people.person_of(actor, person_id)
    if person is None:
        raise Http404
    rows = Device.objects.filter(person=person, state__in=OPEN).order_by("name")
    asked = people.questions(person, timezone.now())
    form = DeskForm(request.POST or None, asked=asked, devices=[(row.pk, str(row)) for row in rows])

    def run() -> HttpResponse:
        cut = cutting.report_lost(
            person_id=person.pk,
            device_id=form.device_id,
            by=By.DESK,
            what=form.cleaned_data["what"],
            asked=form.cleaned_data["right"],
            **who(request),
        )
        messages.success(request, _("The access is cut, everywhere."))
        return redirect("safe_access:cut", cut.pk)

    return fill(request, form, run, "safe_access/desk_cut.html", {"person": person})


@require_GET
def cut(request: HttpRequest, cut_id: int) -> HttpResponse:
    """What was cut, what the directory said, and for officers how the access is restored."""
    return render(request, "safe_access/cut.html", shown(request, seen(request, cut_id)))


def seen(request: HttpRequest, cut_id: int) -> Cut:
    rows = Cut.objects.visible_to(helper(request))
    rows = rows.select_related("person", "administration", "device", "reported_by", "restored_by")
    return get_object_or_404(rows, pk=cut_id)


def shown(request: HttpRequest, row: Cut) -> dict[str, object]:
    may = may_guard(actor_of(request), row.administration_id) and row.person_id != actor_of(request).person_id
    return {
        "row": row,
        "country": row.administration.country,
        "guards": may_guard(actor_of(request), row.administration_id),
        "form": RestoreForm() if may and row.restored_at is None else None,
    }


@require_http_methods(["POST"])
@idempotent
def restore(request: HttpRequest, cut_id: int) -> HttpResponse:
    """Let the person in again, after a check of their identity."""
    officer(request)
    row = seen(request, cut_id)
    form = RestoreForm(request.POST)

    def run() -> HttpResponse:
        cutting.restore(cut_id=row.pk, identity=form.cleaned_data["identity"], **who(request))
        messages.success(request, _("The person may sign in again, by a new password."))
        return redirect("safe_access:cut", row.pk)

    return fill(request, form, run, "safe_access/cut.html", shown(request, row))


@require_http_methods(["GET", "POST"])
@idempotent
def ask_look(request: HttpRequest) -> HttpResponse:
    """Say whose log, over which days, and what for."""
    actor = officer(request)
    form = LookForm(request.POST or None, administrations=guarded(actor))

    def run() -> HttpResponse:
        said = dict(form.cleaned_data)
        row = looking.look(person_id=said.pop("person"), **said, **who(request))
        return redirect("safe_access:look", row.pk)

    mine = Look.objects.filter(by=actor.person_id).select_related("person", "administration")[:30]
    return fill(request, form, run, "safe_access/ask_look.html", {"mine": mine})


@require_GET
def look(request: HttpRequest, look_id: int) -> HttpResponse:
    """What a person did remotely over the days asked: for the officer who stated why."""
    actor = officer(request)
    rows = Look.objects.filter(by=actor.person_id, administration__in=guarded(actor))
    row = get_object_or_404(rows.select_related("person", "administration"), pk=look_id)
    country = row.administration.country
    done = log.done_remotely(row.person_id, row.first, row.last, calendars.zone(country))
    return render(request, "safe_access/look.html", {"row": row, "done": done, "country": country})
