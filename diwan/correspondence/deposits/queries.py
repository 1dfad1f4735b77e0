"""Reading for the screens: the offices one may write to, the clerk's queue, the depositor's page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from diwan.core.organisations import api as organisations
from diwan.kit.arabic import normalise

from .enums import State
from .models import Deposit

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

PAGE_SIZE = 30


def office_choices(*, at: datetime) -> list[tuple[str, list[tuple[int, str]]]]:
    """Offices that take deposits, grouped by administration, in the language of the page (1 query)."""
    return [
        (administration, [(office.id, office.names.here) for office in group])
        for administration, group in groupby(
            organisations.office_cards(at), key=lambda office: office.administration_names.here
        )
    ]


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
    return rows.prefetch_related("pieces__file", "steps", "receipts__file").filter(pk=deposit_id).first()


def followed(reference: str, code: str) -> Deposit | None:
    """A deposit as its depositor sees it."""
    rows = Deposit.objects.following(reference, code).select_related("office__administration", "entry__book")
    return rows.prefetch_related("pieces__file", "steps", "receipts").first()


def by_reference(reference: str) -> Deposit | None:
    """What a stranger may be told about a reference: the caller shows no more than place, date and state."""
    rows = Deposit.objects.select_related("office__administration", "entry").prefetch_related("receipts__file")
    return rows.filter(reference=reference.strip().upper()).first()


def by_id(deposit_id: int) -> Deposit | None:
    """The deposit that a receipt's proof speaks of."""
    return Deposit.objects.filter(pk=deposit_id).first()
