"""A count of what belongs to a unit: everything is listed, somebody ticks what they see, the rest is unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import State, Step
from ..models import Count, Item, Movement, Sighting
from .shared import note

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NothingToCount(Refusal):
    message = _("Nothing belongs to this unit.")
    status = 422


class CountUnderWay(Refusal):
    message = _("A count of this unit is under way.")
    advice = _("Go on with it, or close it first.")


class CountOver(Refusal):
    message = _("This count is closed. Nothing was changed.")


@transaction.atomic
def begin(*, actor: Actor, unit: Any, now: datetime) -> Count:
    """List everything of a unit and those below it that is not out of use.

    Raises:
        NotAllowed, CountUnderWay, NothingToCount
    """
    if not policies.may_keep(actor, unit):
        raise NotAllowed
    if Count.objects.filter(unit=unit.pk, closed_at=None).exists():
        raise CountUnderWay
    items = Item.objects.kept_by(actor).filter(unit__path__startswith=unit.path).exclude(state=State.RETIRED)
    keys = list(items.values_list("pk", flat=True))
    if not keys:
        raise NothingToCount
    count = Count.objects.create(
        administration_id=unit.administration_id, unit_id=unit.pk, opened_by_id=actor.person_id, opened_at=now
    )
    Sighting.objects.bulk_create(Sighting(count=count, item_id=key) for key in keys)
    note(count.administration_id, "count_begun", f"equipment.count:{count.pk}", actor, now, items=len(keys))
    return count


@transaction.atomic
def tick(*, actor: Actor, count_id: int, shown: Collection[int], seen: Collection[int], now: datetime) -> Count:
    """Keep what was ticked among the lines that were shown; two who tick different pages do not undo each other.

    Raises:
        NotAllowed, CountOver
    """
    count = opened(actor, count_id)
    rows = Sighting.objects.filter(count=count, pk__in=shown)
    rows.filter(pk__in=seen, seen=False).update(seen=True, seen_at=now)
    rows.exclude(pk__in=seen).update(seen=False, seen_at=None)
    return count


@transaction.atomic
def close(*, actor: Actor, count_id: int, now: datetime) -> Count:
    """End the count: it stands in the history of each item whether it was seen.

    Raises:
        NotAllowed, CountOver
    """
    count = opened(actor, count_id)
    rows = list(Sighting.objects.filter(count=count))
    Movement.objects.bulk_create(
        Movement(item_id=row.item_id, at=now, step=Step.COUNTED if row.seen else Step.UNSEEN, by_id=actor.person_id)
        for row in rows
    )
    count.closed_at = now
    count.save(update_fields=["closed_at"])
    unseen = sum(not row.seen for row in rows)
    note(count.administration_id, "count_closed", f"equipment.count:{count.pk}", actor, now, unseen=unseen)
    return count


def opened(actor: Actor, count_id: int) -> Count:
    count = Count.objects.select_related("unit").select_for_update(of=("self",), no_key=True).get(pk=count_id)
    if not policies.may_keep(actor, count.unit):
        raise NotAllowed
    if count.closed_at is not None:
        raise CountOver
    return count
