"""Reading for the clerk's screens: the queue, what waits, one letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from diwan.kit.arabic import normalise

from ..enums import State
from ..models import Deposit

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

PAGE_SIZE = 30


@dataclass(frozen=True)
class Queue:
    """One page of a clerk's queue and how much waits under each filter."""

    page: Page
    counts: dict[str, int]
    state: str
    q: str


def queue(*, actor: Actor, state: str, q: str, page: int) -> Queue:
    """The deposits this actor processes, newest first, those that wait before all else when asked so (3 queries)."""
    rows = Deposit.objects.visible_to(actor)
    for word in normalise(q).split():
        rows = rows.filter(search_text__contains=word)
    counts = dict(rows.values_list("state").annotate(Count("pk")).order_by())
    counts[""] = sum(counts.values())
    shown = (
        rows.filter(Q(state=state) if state else Q()).select_related("office__administration").defer("body", "content")
    )
    order = "registered_at" if state == State.REGISTERED else "-registered_at"  # who has waited longest comes first
    return Queue(Paginator(shown.order_by(order, "pk"), PAGE_SIZE).get_page(page), counts, state, q)


def waiting(actor: Actor) -> int:
    """How many deposits wait for this actor: the number beside the menu entry."""
    return Deposit.objects.visible_to(actor).filter(state=State.REGISTERED).count()


def for_desk(actor: Actor, deposit_id: int) -> Deposit | None:
    """A deposit with all that the reading pane shows (4 queries), or None when it does not exist for this actor."""
    rows = Deposit.objects.visible_to(actor).select_related(
        "office__administration", "office__unit", "entry__book", "decided_by"
    )
    return (
        rows.prefetch_related("pieces__file", "steps", "receipts__file", "corrections__by")
        .filter(pk=deposit_id)
        .first()
    )
