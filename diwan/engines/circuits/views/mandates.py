"""Mandates: those one gave and holds, those of the units one watches; given, handed on, signed, recalled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import MANDATES, Kind
from ..forms.mandates import MandateForm, ReasonForm
from ..models import Mandate
from ..operations import mandates as operations
from ..queries import pages
from ..queries.mandates import state_of
from ..wording import post_words
from .showing import country_of
from .types import mistaken

if TYPE_CHECKING:
    from datetime import datetime

TONES = {
    "making": "soon",
    "to_sign": "soon",
    "coming": "calm",
    "in_force": "ok",
    "fallen": "late",
    "revoked": "late",
    "over": "calm",
}
LISTED = 300


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Given, received, and all those one may see."""
    actor, now = request.actor, timezone.now()
    which = request.GET.get("show", "")
    rows = Mandate.objects.visible_to(actor).select_related("giver", "person", "unit", "administration")
    rows = rows.prefetch_related("types")
    if which == "given":
        rows = rows.filter(giver=actor.person_id)
    elif which == "received":
        rows = rows.filter(person=actor.person_id)
    found = list(rows[:LISTED])
    context = {
        "rows": described(found, now),
        "show": which,
        "watches": actor.may(MANDATES),
        "may_give": bool(own_posts(request)),
    }
    return render(request, "circuits/mandates.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def give(request: HttpRequest) -> HttpResponse:
    """The holder of a post lends some of it to somebody."""
    now, posts = timezone.now(), own_posts(request)
    if not posts:
        raise NotAllowed
    asked = request.POST.get("post") or request.GET.get("post") or ""
    seat = next((seat for seat in posts if str(seat.post_id) == asked), posts[0])
    form = form_for(request, seat.administration_id, [(s.post_id, seat_words(s)) for s in posts], now)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.give_mandate(
                actor=request.actor,
                post_id=form.cleaned_data["post"],
                person_id=form.cleaned_data["person"].pk,
                terms=form.terms,
                now=now,
            )
        except Refusal as refusal:
            mistaken(form, refusal)
        else:
            messages.success(request, _("The mandate is written. It is in force once you sign it."))
            return redirect("circuits:mandate", row.pk)
    return render(request, "circuits/give.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@idempotent
def hand_on(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """All or part of a mandate that says so is handed on, never more than it says."""
    parent, now = mandate_of(request, mandate_id), timezone.now()
    if request.actor.person_id != parent.person_id or not parent.onward:
        raise NotAllowed
    card = organisations.post_cards([parent.post_id], now)[parent.post_id]
    zone = calendars.zone(country_of(parent.administration_id))
    start = {
        "kinds": parent.kinds,
        "types": [one.pk for one in parent.types.all()],
        "up_to": parent.up_to and f"{parent.up_to.normalize():f}",
        "unit": parent.unit.path if parent.unit else "",
        "last_day": (parent.ends_at.astimezone(zone) - timedelta(seconds=1)).date(),
    }
    form = form_for(request, parent.administration_id, [(parent.post_id, post_words(card))], now, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.hand_on_mandate(
                actor=request.actor,
                mandate_id=parent.pk,
                person_id=form.cleaned_data["person"].pk,
                terms=form.terms,
                now=now,
            )
        except Refusal as refusal:
            mistaken(form, refusal)
        else:
            messages.success(request, _("The mandate is written. It is in force once you sign it."))
            return redirect("circuits:mandate", row.pk)
    shown = {"form": form, "parent": parent}
    return render(request, "circuits/give.html", shown, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """A mandate: what it says, how it stands, and what one may do with it."""
    row, now = mandate_of(request, mandate_id), timezone.now()
    line = described([row], now)[0]
    below = row.handed_on.visible_to(request.actor).select_related("giver", "person", "unit", "administration")
    context = {
        **line,
        "form": ReasonForm(),
        "may_sign": line["state"] in ("to_sign", "making") and request.actor.person_id == row.giver_id,
        "may_revoke": line["state"] not in ("revoked", "over") and policies.may_revoke(request.actor, row),
        "may_hand_on": line["state"] == "in_force" and row.onward and request.actor.person_id == row.person_id,
        "handed_on": described(list(below.prefetch_related("types")), now),
    }
    return render(request, "circuits/mandate.html", context)


@require_POST
@idempotent
def sign(request: HttpRequest, mandate_id: int) -> HttpResponse:
    row = mandate_of(request, mandate_id)
    operations.sign_mandate(actor=request.actor, mandate_id=row.pk, now=timezone.now())
    messages.success(request, _("The mandate is signed."))
    return redirect("circuits:mandate", row.pk)


@require_POST
@idempotent
def revoke(request: HttpRequest, mandate_id: int) -> HttpResponse:
    row = mandate_of(request, mandate_id)
    reason = request.POST.get("reason", "").strip()
    operations.revoke_mandate(actor=request.actor, mandate_id=row.pk, reason=reason, now=timezone.now())
    messages.success(request, _("The mandate is recalled, from this moment."))
    return redirect("circuits:mandate", row.pk)


@require_GET
def act(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """The document of the mandate."""
    row = mandate_of(request, mandate_id)
    if row.act is None:
        raise Http404
    return redirect(files.link(row.act, purpose=operations.ACT, actor=request.actor))


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Colleagues of one's administrations, as one types: those who hold a post there, whom the directory shows."""
    text = request.GET.get("person", "").strip()
    own = {seat.administration_id for seat in request.actor.seats}
    users = get_user_model()._default_manager.matching(text) if text else get_user_model()._default_manager.none()  # type: ignore[attr-defined]
    now, found = timezone.now(), users.filter(administration__in=own, is_active=True)[:24]
    seated = [one for one in found if any(map(organisations.actor_for(one.pk, now).sits_in, own))]
    return render(request, "circuits/_people.html", {"people": seated[:12]})


def own_posts(request: HttpRequest) -> list[organisations.Seat]:
    return [seat for seat in request.actor.seats if policies.may_give(request.actor, seat.post_id)]  # type: ignore[attr-defined]


def seat_words(seat: organisations.Seat) -> str:
    return f"{seat.title.here} · {seat.unit_names.here}"


def form_for(
    request: HttpRequest, administration_id: int, posts: list[tuple[int, str]], now: datetime, **options: Any
) -> MandateForm:
    country = country_of(administration_id)
    return MandateForm(
        request.POST or None,
        posts=posts,
        types=pages.types_of(administration_id),
        units=pages.unit_paths(administration_id, calendars.local_day(now, country)),
        zone=calendars.zone(country),
        now=now,
        administration_id=administration_id,
        **options,
    )


def mandate_of(request: HttpRequest, mandate_id: int) -> Mandate:
    rows = Mandate.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    rows = rows.select_related("giver", "person", "unit", "post__unit", "administration", "act", "revoked_by", "parent")
    return get_object_or_404(rows.prefetch_related("types"), pk=mandate_id)


def described(rows: list[Mandate], now: datetime) -> list[dict[str, Any]]:
    """Each with how it stands, whose post it is and what it is for."""
    states = state_of(rows, now)
    cards = organisations.post_cards({row.post_id for row in rows}, now)
    units = organisations.units_named({row.unit_id for row in rows if row.unit_id}, now) if rows else {}
    return [
        {
            "row": row,
            "state": states[row.pk].value,
            "state_word": states[row.pk].label,
            "tone": TONES[states[row.pk].value],
            "post": post_words(cards[row.post_id]),
            "kinds": [Kind(kind).label for kind in row.kinds],
            "types": list(row.types.all()),
            "unit": units[row.unit_id].here if row.unit_id in units else "",
            "country": row.administration.country,
        }
        for row in rows
    ]
