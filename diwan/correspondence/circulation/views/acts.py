"""What becomes of an instruction, one page an act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from diwan.core.organisations import api as organisations
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import policies
from ..forms import acts as forms
from ..models import Instruction
from ..operations import closing, following, moving
from ..queries import choosing
from ..tree import instructions_of
from .shared import back_to, shown, shown_instruction, unit_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from diwan.core.organisations.api import Actor, Seat


@require_POST
@idempotent
def see(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """Sent by the page of the letter itself, once whoever was asked has it before them."""
    following.see(actor=request.actor, instruction=shown_instruction(request, instruction_id), now=timezone.now())
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def answer(request: HttpRequest, instruction_id: int) -> HttpResponse:
    row = shown_instruction(request, instruction_id)
    form = forms.AnswerForm(request.POST or None)
    if not form.is_valid():
        return page(request, row, form, policies.seat_of, _("Answer"), _("Send the answer"))
    following.answer(actor=request.actor, instruction_id=row.pk, now=timezone.now(), **form.cleaned_data)
    return back_to(row.letter_id)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def close(request: HttpRequest, instruction_id: int) -> HttpResponse:
    row = shown_instruction(request, instruction_id)
    form = forms.CloseForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        if not following.descendants(row):
            del form.fields["below"]
        return page(request, row, form, policies.giving_seat, _("Close what was asked?"), _("Close it"))
    following.close(actor=request.actor, instruction_id=row.pk, now=timezone.now(), **form.cleaned_data)
    return back_to(row.letter_id)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def send_back(request: HttpRequest, instruction_id: int) -> HttpResponse:
    row = shown_instruction(request, instruction_id)
    form = forms.ReasonForm(request.POST or None)
    if not form.is_valid():
        return page(request, row, form, policies.giving_seat, _("Send back, to be done again"), _("Send it back"))
    following.send_back(actor=request.actor, instruction_id=row.pk, now=timezone.now(), **form.cleaned_data)
    return back_to(row.letter_id)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def give_back(request: HttpRequest, instruction_id: int) -> HttpResponse:
    row = shown_instruction(request, instruction_id)
    form = forms.ReasonForm(request.POST or None)
    if not form.is_valid():
        return page(request, row, form, policies.seat_of, _("Give back to whoever asked"), _("Give it back"), ends=True)
    following.give_back(actor=request.actor, instruction_id=row.pk, now=timezone.now(), **form.cleaned_data)
    return back_to(row.letter_id)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def take_back(request: HttpRequest, instruction_id: int) -> HttpResponse:
    row = shown_instruction(request, instruction_id)
    form = forms.ReasonForm(request.POST or None)
    if not form.is_valid():
        title, button = _("Take back what was asked"), _("Take it back")
        return page(request, row, form, policies.giving_seat, title, button, ends=True)
    following.take_back(actor=request.actor, instruction_id=row.pk, now=timezone.now(), **form.cleaned_data)
    return back_to(row.letter_id)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def take_over(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """A head moves it to themselves, or to another post of their units."""
    row = shown_instruction(request, instruction_id)
    form = forms.TakeOverForm(request.POST or None, posts=others(request.actor, row))
    if not form.is_valid():
        return page(request, row, form, policies.overseeing_seat, _("Take over, or give to another post"), _("Move it"))
    reason, post = form.cleaned_data["reason"], form.cleaned_data["post"]
    moving.take_over(actor=request.actor, instruction_id=row.pk, reason=reason, post_id=post, now=timezone.now())
    return back_to(row.letter_id)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def close_letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Close a letter; what is still asked about it is listed, and ends only where that was said."""
    row = shown(request, letter_id)
    form = forms.CloseLetterForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        live = [one for one in instructions_of(row) if one.state in ("open", "answered")]
        if not live:
            del form.fields["ending"]
        context = {"letter": row, "form": form, "live": live, "country": row.administration.country}
        return render(request, "circulation/close_letter.html", context, status=422 if form.is_bound else 200)
    closing.close_letter(actor=request.actor, letter_id=row.pk, now=timezone.now(), **form.cleaned_data)
    return back_to(row.pk)


def page(
    request: HttpRequest,
    row: Instruction,
    form: Form,
    seat_for: Callable[[Actor, Instruction], Seat | None],
    title: Any,
    button: Any,
    *,
    ends: bool = False,
) -> HttpResponse:
    """The form of an act; whoever may not do it is told so before they write."""
    seat = seat_for(request.actor, row)
    if seat is None:
        raise NotAllowed
    context = {
        "row": row,
        "letter": row.letter,
        "unit": unit_names(row),
        "form": form,
        "seat": seat,
        "title": title,
        "button": button,
        "below": len(following.descendants(row)) if ends else 0,
        "country": row.letter.administration.country,
    }
    return render(request, "circulation/act.html", context, status=422 if form.is_bound else 200)


def others(actor: Actor, row: Instruction) -> list[choosing.Choice]:
    """The posts to which it can be moved: those of its unit and of the units of whoever stands above."""
    seat = policies.overseeing_seat(actor, row)
    units = {row.unit_id, row.unit.parent_id or row.unit_id} | ({seat.unit_id} if seat else set())
    cards = organisations.posts_in(units, timezone.now()).values()
    kept = [card for card in cards if card.id != row.post_id and (seat is None or card.id != seat.post_id)]
    return [choosing.post_choice(card) for card in kept]
