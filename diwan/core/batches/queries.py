"""Reading one's long works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, QuerySet, Value, When

from .enums import ItemState
from .models import Batch, BatchItem

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def works(actor: Actor) -> QuerySet[Batch]:
    """This actor's works, newest first."""
    return Batch.objects.visible_to(actor).select_related("file").order_by("-id")


def work(actor: Actor, batch_id: int) -> Batch | None:
    return works(actor).filter(pk=batch_id).first()


# What asks for attention comes first.
WEIGHT = {ItemState.FAILED: 0, ItemState.REFUSED: 1, ItemState.WAITING: 2, ItemState.DONE: 3}


def items(batch: Batch, state: str = "") -> QuerySet[BatchItem]:
    """The items of a work, those not done first."""
    found = batch.items.filter(state=state) if state in ItemState.values else batch.items.all()
    weight = Case(
        *(When(state=state, then=Value(n)) for state, n in WEIGHT.items()), default=9, output_field=IntegerField()
    )
    return found.order_by(weight, "position")
