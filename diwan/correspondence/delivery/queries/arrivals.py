"""What arrived, seen by the registry office that decides on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from ..enums import ArrivalState
from ..models import Arrival

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

PER_PAGE = 40


def page(actor: Actor, *, state: str, text: str, number: Any) -> tuple[Page, dict[str, int]]:
    """One page of arrivals, those that wait longest first, and how many stand in each state."""
    rows = Arrival.objects.visible_to(actor).select_related("office__administration").defer("envelope")
    for word in text.split()[:6]:
        rows = rows.filter(Q(reference__icontains=word) | Q(sender_name__icontains=word) | Q(subject__icontains=word))
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    counts[""] = sum(counts.values())
    if state:
        rows = rows.filter(state=state)
    order = ("decide_by", "arrived_at", "pk") if state == ArrivalState.WAITING else ("-arrived_at", "-pk")
    return Paginator(rows.order_by(*order), PER_PAGE).get_page(number), counts


def waiting(actor: Actor) -> int:
    """What is to be accepted or refused: for the navigation."""
    return Arrival.objects.visible_to(actor).filter(state=ArrivalState.WAITING).count()


def shown(actor: Actor, arrival_id: int) -> Arrival | None:
    rows = Arrival.objects.visible_to(actor).select_related("office__administration", "letter", "decided_by")
    return rows.filter(pk=arrival_id).first()
