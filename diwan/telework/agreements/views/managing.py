"""The manager: requests with the guard and the simulator, decisions, what is in force."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.batches import api as batches
from diwan.core.organisations import api as organisations
from diwan.kit import spreadsheets
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules import api as rules

from ..enums import State
from ..forms import AnswerForm, FilterForm, ImposeForm
from ..models import Agreement, Appeal, Request
from ..operations import appealing, deciding, wishing
from ..policies import may_export, may_hear, may_manage
from ..queries import shown
from ..waiting import waiting
from ..works import APPROVE
from .one import about

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

PAGE = 30


def manager(request: HttpRequest) -> Actor:
    """Whoever manages somewhere. Raises NotAllowed."""
    if not request.actor.may(rules.MANAGE):  # type: ignore[attr-defined]
        raise NotAllowed
    return request.actor  # type: ignore[attr-defined]


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for a decision and what was decided; some of it tried out together."""
    actor, now = manager(request), timezone.now()
    form = FilterForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    state = data.get("state", "") if "state" in request.GET else State.ASKED.value
    rows = shown.managed(actor, q=data.get("q", ""), state=state, unit=data.get("unit"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown.dressed(list(page), now)
    picked = {int(key) for key in request.GET.getlist("pick") if key.isdigit()}
    tried = list(shown.managed(actor, state=State.ASKED).filter(pk__in=picked)) if picked else []
    wishes, appeals = waiting(actor)
    context = {
        "page": page,
        "form": form,
        "state": state,
        "picked": picked,
        "simulation": shown.simulation(shown.dressed(tried, now), now) if tried else None,
        "wishes": wishes,
        "appeals": appeals,
        "country": page.object_list[0].administration.country if page.object_list else country_of(actor),
    }
    return render(request, "agreements/requests.html", context)


def country_of(actor: Actor) -> str:
    return organisations.country_of(actor.seats[0].administration_id) if actor.seats else "MA"


@require_POST
@idempotent
def approve_many(request: HttpRequest) -> HttpResponse:
    """Those that were chosen, one by one: a full quota refuses one and leaves the others."""
    actor = manager(request)
    keys = [int(key) for key in request.POST.getlist("pick") if key.isdigit()]
    rows = list(shown.managed(actor, state=State.ASKED).filter(pk__in=keys).order_by("asked_at"))
    batch = batches.start(
        actor=actor,
        kind=APPROVE,
        title=_("Approve requests to telework"),
        language=get_language() or "ar",
        items=[(str(row.pk), str(row.person)) for row in rows],
        administration_id=rows[0].administration_id if rows else None,
        now=timezone.now(),
    )
    return redirect("batches:batch", batch.pk)


@require_http_methods(["GET", "POST"])
@idempotent
def impose(request: HttpRequest) -> HttpResponse:
    """Have somebody of one's units telework, on a legal ground."""
    actor, now = manager(request), timezone.now()
    people = people_managed(actor)
    form = ImposeForm(request.POST or None, people=[(key, name) for key, (name, _unit) in people.items()])
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person_id"]
        try:
            row = deciding.impose(
                actor=actor,
                person_id=person,
                unit_id=people[person][1],
                asked=form.asked(),
                ground=form.cleaned_data["ground"],
                now=now,
            )
            messages.success(request, _("Telework is imposed; the person is told, with the ground and how to appeal."))
            return redirect("agreements:agreement", row.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "country": country_of(actor)}
    return render(request, "agreements/impose.html", context, status=422 if form.errors else 200)


def people_managed(actor: Actor) -> dict[int, tuple[str, int]]:
    """Who holds a post in the units this actor manages: name, and unit (5 queries)."""
    now = timezone.now()
    unit: Any = Agreement._meta.get_field("unit").related_model
    keys = unit.objects.filter(organisations.within(actor, rules.MANAGE), abolished_on=None).values_list(
        "pk", flat=True
    )
    found: dict[int, tuple[str, int]] = {}
    for card in organisations.posts_in(list(keys[:2000]), now).values():
        for person, name, latin in card.holders:
            if person != actor.person_id:
                shown_name = latin if get_language() in {"fr", "en"} and latin else name
                found[person] = (f"{shown_name} · {card.unit_names.here}", card.unit_id)
    return found


@require_http_methods(["GET", "POST"])
@idempotent
def answer_wish(request: HttpRequest, request_id: int) -> HttpResponse:
    """Grant or refuse what a teleworker asks for."""
    asked = Request.objects.select_related("agreement").filter(pk=request_id).first()
    rows = Agreement.objects.visible_to(request.actor).select_related(*shown.WITH)  # type: ignore[attr-defined]
    row = rows.filter(pk=asked.agreement_id).first() if asked else None
    if asked is None or row is None:
        raise Http404
    if not may_manage(request.actor, row):  # type: ignore[attr-defined]
        raise NotAllowed
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"actor": request.actor, "request_id": asked.pk, "now": timezone.now()}  # type: ignore[attr-defined]
        try:
            if "grant" in request.POST:
                wishing.grant(reason=form.cleaned_data["reason"], **said)
                messages.success(request, _("Granted; the person is told."))
            else:
                wishing.refuse(reason=form.cleaned_data["reason"], **said)
                messages.success(request, _("Refused, with your reasons; the person is told."))
            return redirect("agreements:agreement", row.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    pattern = rules.Pattern.from_json(asked.pattern).words() if asked.pattern else ""
    context = about(request, row) | {"asked": asked, "form": form, "pattern": pattern}
    return render(request, "agreements/answer_wish.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@idempotent
def answer_appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Uphold or reject an appeal, with reasons."""
    found = Appeal.objects.select_related("agreement__unit", "below").filter(pk=appeal_id).first()
    rows = Agreement.objects.visible_to(request.actor).select_related(*shown.WITH)  # type: ignore[attr-defined]
    row = rows.filter(pk=found.agreement_id).first() if found else None
    if found is None or row is None:
        raise Http404
    if not may_hear(request.actor, found):  # type: ignore[attr-defined]
        raise NotAllowed
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appealing.answer(
                actor=request.actor,  # type: ignore[attr-defined]
                appeal_id=found.pk,
                upheld="grant" in request.POST,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("The appeal is answered; the person is told."))
            return redirect("agreements:agreement", row.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = about(request, row) | {"appeal": found, "form": form}
    return render(request, "agreements/answer_appeal.html", context, status=422 if form.errors else 200)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What is in force today, for a spreadsheet program."""
    if not may_export(request.actor):  # type: ignore[attr-defined]
        raise NotAllowed
    now = timezone.now()
    rows = list(shown.in_force_rows(request.actor, timezone.localdate())[:20_000])  # type: ignore[attr-defined]
    shown.dressed(rows, now)
    head = [_("Person"), _("Unit"), _("Kind"), _("Days"), _("From"), _("Until"), _("Trial until"), _("Imposed")]
    out = io.BytesIO()
    lines = (
        [
            str(row.person),
            row.unit_name,
            _("full") if row.kind == "full" else _("partial"),
            row.days_words,
            row.force_from,
            row.ends_on,
            row.trial_until or "",
            _("yes") if row.imposed else "",
        ]
        for row in rows
    )
    spreadsheets.write_xlsx(
        out, head, lines, title=_("Agreements in force"), right_to_left=get_language() == "ar", widths=(28, 32, 12, 44)
    )
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    headers = {"Content-Disposition": 'attachment; filename="telework.xlsx"'}
    return HttpResponse(out.getvalue(), content_type=media_type, headers=headers)
