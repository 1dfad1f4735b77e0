"""What the views share: letters and instructions that do not exist for those who may not see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from ..models import Instruction
from ..telling import letter_url

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter

WITH = ("administration", "office__unit", "procedure_version")


def shown(request: HttpRequest, letter_id: int) -> Letter:
    row = letters.Letter.objects.visible_to(request.actor).select_related(*WITH).filter(pk=letter_id).first()
    if row is None:
        raise Http404
    return row


def shown_instruction(request: HttpRequest, instruction_id: int) -> Instruction:
    rows = Instruction.objects.visible_to(request.actor).select_related(
        "unit", "dispatch__post__unit", "dispatch__parent", "letter__administration", "letter__office__unit"
    )
    row = rows.filter(pk=instruction_id).first()
    if row is None:
        raise Http404
    return row


def back_to(letter_id: int) -> HttpResponse:
    return redirect(letter_url(letter_id))


def unit_names(row: Instruction) -> str:
    names = organisations.units_named([row.unit_id], timezone.now()).get(row.unit_id)
    return names.here if names else row.unit.code


def administration_of(actor: Actor, asked: Any = None) -> int:
    """The administration a keeper works for: that of their first seat."""
    ours = [seat.administration_id for seat in actor.seats]
    if not ours:
        raise Http404
    return ours[0]
