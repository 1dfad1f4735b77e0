"""What waits for this actor beside the requests: changes asked for, appeals to hear, what was told in confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .enums import Answer
from .models import Agreement, Appeal, Confidence, Request
from .policies import confidences_for, may_hear

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor


def waiting(actor: Actor) -> tuple[list[Request], list[Appeal]]:
    """The changes teleworkers ask of this manager, and the appeals they hear (2 queries)."""
    rows = Agreement.objects.managed_by(actor)
    wishes = Request.objects.filter(agreement__in=rows, answer=Answer.OPEN).select_related("agreement__person")
    appeals = Appeal.objects.filter(agreement__in=rows, answer=Answer.OPEN).select_related(
        "agreement__person", "agreement__unit", "below"
    )
    heard = [one for one in appeals.order_by("answer_by") if may_hear(actor, one)]
    return list(wishes.order_by("asked_at")), heard


def appeals(actor: Actor, row: Agreement) -> list[Appeal]:
    """The appeals about it, each with whether this actor hears it."""
    found = list(row.appeals.select_related("answered_by", "below", "agreement__unit").order_by("-pk"))
    for one in found:
        one.may_hear = one.answer == Answer.OPEN and may_hear(actor, one)  # type: ignore[attr-defined]
    return found


def confidences(actor: Actor, row: Agreement) -> QuerySet:
    """What the person told in confidence and this actor may ask to read: never its words."""
    return Confidence.objects.filter(confidences_for(actor), person=row.person_id).exclude(person=actor.person_id)
