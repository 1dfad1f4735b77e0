"""The employee: what one may ask and why, the request and its draft, what is told in confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal
from diwan.telework.rules import api as rules

from .. import registry
from ..enums import LIVE, PENDING, State
from ..forms import AskForm, ConfideForm, pattern_initial
from ..models import Agreement, Confidence
from ..operations import asking, private
from ..operations.asking import AlreadyAsked, Stale
from ..policies import may_read_confidence
from ..queries import shown, standing

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Seat


def posts(request: HttpRequest) -> tuple[list[Seat], list[tuple[int, str]]]:
    """The posts this person holds, and as they are chosen."""
    seats = standing.own_seats(request.actor)  # type: ignore[attr-defined]
    return seats, [(seat.post_id, f"{seat.title.here} · {seat.unit_name}") for seat in seats]


def here(seats: list[Seat]) -> tuple[str, date]:
    """The country of the first post, and its day."""
    country = organisations.country_of(seats[0].administration_id) if seats else "MA"
    return country, calendars.local_day(timezone.now(), country)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Whether post and person are eligible and why; the agreement there is; what is under way; what was."""
    person = request.actor.person_id  # type: ignore[attr-defined]
    seats, _choices = posts(request)
    country, day = here(seats)
    rows = list(Agreement.objects.filter(person=person).select_related(*shown.WITH).order_by("-pk")[:30])
    shown.dressed(rows, timezone.now())
    live = next((row for row in rows if row.state in LIVE), None)
    pending = next((row for row in rows if row.state in PENDING), None)
    context: dict[str, Any] = {
        "seats": seats,
        "country": country,
        "live": live,
        "pending": pending,
        "others": [row for row in rows if row is not live and row is not pending],
        "missing": standing.missing(live) if live and live.force_from is None else [],
        "findings": [
            (seat, standing.findings(person, seat.unit_id, seat.post_id, day, but=live.pk if live else None))
            for seat in seats
        ],
        "may_ask": bool(seats) and pending is None,
        "open_ends": registry.open_ends(person) if live and live.stop_on else [],
        "told": Confidence.objects.filter(person=person).order_by("kind"),
    }
    return render(request, "agreements/home.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def ask(request: HttpRequest) -> HttpResponse:
    """The request: kept as a draft, or sent."""
    seats, choices = posts(request)
    if not seats:
        raise asking.NoPost
    draft = Agreement.objects.filter(person=request.actor.person_id, state__in=PENDING).first()  # type: ignore[attr-defined]
    if draft is not None and draft.state == State.ASKED:
        raise AlreadyAsked
    country, day = here(seats)
    limits = rules.rules_for(seats[0].administration_id, day)
    form = AskForm(request.POST or None, posts=choices, initial=draft_initial(draft, seats, limits, day))
    status, kept = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return send(request, form)
            except Stale as refusal:
                form.add_error(None, str(refusal))
                status, kept = 409, draft
                shown_again = request.POST.copy()
                shown_again["version"] = str(draft.version) if draft else ""
                form.data = shown_again
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    context = {"form": form, "rules": limits, "country": country, "draft": draft, "kept": kept}
    return render(request, "agreements/ask.html", context, status=status)


def send(request: HttpRequest, form: AskForm) -> HttpResponse:
    """Keep it or send it, by the button that was pressed."""
    about: dict[str, Any] = {
        "actor": request.actor,  # type: ignore[attr-defined]
        "post_id": form.cleaned_data["post_id"],
        "asked": form.asked(),
        "version": form.cleaned_data["version"],
        "now": timezone.now(),
    }
    if "keep" in request.POST:
        asking.keep_draft(**about)
        messages.success(request, _("The draft is kept; nobody else sees it."))
        return redirect("agreements:home")
    row = asking.ask(**about)
    messages.success(request, _("Your request was sent to whoever manages your unit."))
    return redirect("agreements:agreement", row.pk)


def draft_initial(draft: Agreement | None, seats: list[Seat], limits: Any, day: date) -> dict[str, Any]:
    """The draft there is, else dates the rules allow."""
    if draft is None:
        return {"post_id": seats[0].post_id, "starts_on": day, "ends_on": rules.legal.latest_end(limits, day)}
    said = {"post_id": draft.post_id, "starts_on": draft.starts_on, "ends_on": draft.ends_on}
    return said | {"reasons": draft.reasons, "version": draft.version} | pattern_initial(draft.terms_now)


@require_http_methods(["GET", "POST"])
@idempotent
def confide(request: HttpRequest) -> HttpResponse:
    """What I tell in confidence, who read it; tell, change."""
    seats, choices = posts(request)
    if not seats:
        raise asking.NoPost
    form = ConfideForm(request.POST or None, posts=choices)
    if request.method == "POST" and form.is_valid():
        try:
            private.tell(actor=request.actor, now=timezone.now(), **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("What you told is closed, and will be erased after a year."))
            return redirect("agreements:confide")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    rows = Confidence.objects.filter(person=request.actor.person_id).order_by("kind")  # type: ignore[attr-defined]
    told = [(row, private.opened(row)) for row in rows.prefetch_related("readings__reader")]
    country, _day = here(seats)
    context = {"form": form, "told": told, "country": country}
    return render(request, "agreements/confide.html", context, status=422 if form.errors else 200)


@require_POST
@idempotent
def take_back(request: HttpRequest, confidence_id: int) -> HttpResponse:
    get_object_or_404(Confidence, pk=confidence_id, person=request.actor.person_id)  # type: ignore[attr-defined]
    private.take_back(actor=request.actor, confidence_id=confidence_id)  # type: ignore[attr-defined]
    messages.success(request, _("What you had told was erased."))
    return redirect("agreements:confide")


@require_http_methods(["GET", "POST"])
@idempotent
def confided(request: HttpRequest, confidence_id: int) -> HttpResponse:
    """Reading what somebody told: first one says so, which the person sees; then it is shown for ten minutes."""
    one = Confidence.objects.select_related("person", "administration").filter(pk=confidence_id).first()
    if one is None or not may_read_confidence(request.actor, one):  # type: ignore[attr-defined]
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        private.ask_to_read(actor=request.actor, confidence_id=one.pk, now=now)  # type: ignore[attr-defined]
        return redirect("agreements:confided", one.pk)
    words = private.opened(one) if private.just_asked(request.actor, one, now) else None  # type: ignore[attr-defined]
    context = {"one": one, "words": words, "country": one.administration.country}
    return render(request, "agreements/confided.html", context)
