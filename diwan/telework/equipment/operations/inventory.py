"""The inventory: items entered, changed, imported, declared lost or damaged, found, repaired, put out of use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import Kind, State, Step
from ..events import ItemLost
from ..models import Item, SlipLine
from .shared import NotNow, locked, move, note, remember

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NumberTaken(Refusal):
    message = _("Another item has this inventory number: %(number)s.")
    status = 422


class LineWrong(Refusal):
    message = _("Line %(line)s of the sheet cannot be read: %(what)s Nothing was imported.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    number: str
    kind: str
    label: str
    serial: str = ""
    note: str = ""


@transaction.atomic
def enter(*, actor: Actor, unit: Any, item: NewItem, now: datetime) -> Item:
    """Enter one item in the inventory of a unit.

    Raises:
        NotAllowed, NumberTaken
    """
    if not policies.may_keep(actor, unit):
        raise NotAllowed
    if Item.objects.filter(administration=unit.administration_id, number=item.number).exists():
        raise NumberTaken(number=item.number)
    row = Item.objects.create(
        administration_id=unit.administration_id,
        unit_id=unit.pk,
        number=item.number,
        kind=Kind(item.kind),
        label=item.label,
        serial=item.serial,
        note=item.note,
        entered_at=now,
    )
    remember(row, Step.ENTERED, actor, now)
    note(row.administration_id, "entered", f"equipment.item:{row.pk}", actor, now, number=row.number)
    return row


@transaction.atomic
def enter_many(*, actor: Actor, unit: Any, items: Sequence[NewItem], now: datetime) -> tuple[int, int]:
    """Enter a sheet of items; a number that is there is described anew. How many were entered, and changed.

    Raises:
        NotAllowed; NumberTaken: it is of another unit, which this desk does not keep.
    """
    if not policies.may_keep(actor, unit):
        raise NotAllowed
    rows = Item.objects.select_related("unit").select_for_update(of=("self",), no_key=True)
    there = {
        row.number: row
        for row in rows.filter(administration=unit.administration_id, number__in=[one.number for one in items])
    }
    entered = 0
    for one in items:
        row = there.get(one.number)
        if row is None:
            there[one.number] = enter(actor=actor, unit=unit, item=one, now=now)
            entered += 1
            continue
        if not policies.may_keep(actor, row.unit):
            raise NumberTaken(number=one.number)
        describe(actor=actor, item_id=row.pk, item=one, now=now)
    return entered, len(items) - entered


@transaction.atomic
def describe(*, actor: Actor, item_id: int, item: NewItem, now: datetime) -> Item:
    """Describe an item anew; its number stays.

    Raises:
        NotAllowed
    """
    (row,) = locked([item_id])
    if not policies.may_keep(actor, row.unit):
        raise NotAllowed
    before = (row.kind, row.label, row.serial, row.note)
    row.kind, row.label, row.serial, row.note = Kind(item.kind), item.label, item.serial, item.note
    if before != (row.kind, row.label, row.serial, row.note):
        row.save()
        remember(row, Step.CHANGED, actor, now, note=" · ".join(filter(None, before[1:]))[:500])
    return row


@transaction.atomic
def declare_lost(*, actor: Actor, item_id: int, what: str, now: datetime) -> Item:
    """Whoever holds it, or the desk, says that it is lost or stolen: whoever keeps remote access safe hears it.

    Raises:
        NotAllowed, NotNow
    """
    (row,) = locked([item_id])
    if not policies.may_declare(actor, row):
        raise NotAllowed
    holder, since = row.holder_id, row.since
    move(row, State.LOST, now=now)
    row.holder_id, row.since = holder, since  # who answers for it stays known
    row.save(update_fields=["holder", "since"])
    remember(row, Step.LOST, actor, now, person_id=holder, note=what[:500])
    if holder is not None:
        facts.tell(ItemLost(item_id=row.pk, person_id=holder, administration_id=row.administration_id))
    note(row.administration_id, "lost", f"equipment.item:{row.pk}", actor, now, number=row.number)
    return row


@transaction.atomic
def declare_damaged(*, actor: Actor, item_id: int, what: str, now: datetime) -> Item:
    """Say what is broken; the item stays with whoever holds it until it is given back.

    Raises:
        NotAllowed, NotNow
    """
    (row,) = locked([item_id])
    if not policies.may_declare(actor, row):
        raise NotAllowed
    if row.state == State.STORED:
        move(row, State.REPAIR, now=now)
    elif row.state != State.OUT:
        raise NotNow(item=str(row), state=row.get_state_display())
    remember(row, Step.DAMAGED, actor, now, person_id=row.holder_id, note=what[:500])
    note(row.administration_id, "damaged", f"equipment.item:{row.pk}", actor, now, number=row.number)
    return row


@transaction.atomic
def put_back(*, actor: Actor, item_id: int, what: str, now: datetime) -> Item:
    """What was lost is found (and goes to the store), or comes back from repair.

    Raises:
        NotAllowed, NotNow
    """
    (row,) = locked([item_id])
    if not policies.may_keep(actor, row.unit):
        raise NotAllowed
    if row.state not in (State.LOST, State.REPAIR):
        raise NotNow(item=str(row), state=row.get_state_display())
    step = Step.FOUND if row.state == State.LOST else Step.REPAIRED
    move(row, State.STORED, now=now)
    remember(row, step, actor, now, note=what[:500])
    note(row.administration_id, step, f"equipment.item:{row.pk}", actor, now, number=row.number)
    return row


@transaction.atomic
def retire(*, actor: Actor, item_id: int, what: str, now: datetime) -> Item:
    """Put out of use, for good.

    Raises:
        NotAllowed, NotNow
    """
    (row,) = locked([item_id])
    if not policies.may_keep(actor, row.unit):
        raise NotAllowed
    if SlipLine.objects.filter(item=row, live=True).exists():
        raise NotNow(item=str(row), state=row.get_state_display())
    move(row, State.RETIRED, now=now)
    remember(row, Step.RETIRED, actor, now, note=what[:500])
    note(row.administration_id, "retired", f"equipment.item:{row.pk}", actor, now, number=row.number)
    return row
