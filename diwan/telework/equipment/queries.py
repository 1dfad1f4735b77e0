"""Reading: the inventory, who holds what, who left with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.telework.agreements import api as agreements
from diwan.telework.rules import api as rules

from .enums import SlipState, State, Way
from .models import DueReturn, Item, Need, Slip, SlipLine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

SIZE = 50


def held_by(person_id: int) -> list[Item]:
    """What somebody answers for (1 query)."""
    return list(Item.objects.filter(holder=person_id).order_by("kind", "number"))


def inventory(actor: Actor, *, text: str = "", kind: str = "", state: str = "") -> QuerySet[Item]:
    """What this desk keeps, holding every word."""
    rows = Item.objects.kept_by(actor).select_related("holder", "unit")
    for word in text.split()[:8]:
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(label__icontains=word)
            | Q(serial__icontains=word)
            | Q(holder__search_text__contains=word.lower())
        )
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(state=state) if state else rows


def head() -> list[str]:
    return [_("number"), _("kind"), _("label"), _("serial"), _("note"), _("state"), _("holder"), _("since")]


def lines(rows: QuerySet[Item]) -> Iterator[list[Any]]:
    """For a spreadsheet; the first five columns are those that are read again."""
    for one in rows.order_by("number")[:20000]:
        since = one.since.replace(tzinfo=None) if one.since else ""
        holder = str(one.holder) if one.holder else ""
        yield [one.number, one.kind, one.label, one.serial, one.note, str(one.get_state_display()), holder, since]


def received(person_id: int) -> bool:
    """Whether somebody has what they need, or needs nothing: no need is open, nothing waits for their signature."""
    waiting = Slip.objects.filter(person=person_id, way=Way.OUT, state=SlipState.SIGNING)
    return not Need.objects.filter(person=person_id, met_at=None).exists() and not waiting.exists()


def open_items(person_id: int) -> list[tuple[str, str]]:
    """What is still out with somebody, for whoever ends their agreement."""
    return [(str(one), reverse("equipment:mine")) for one in held_by(person_id)]


def leavers(actor: Actor, on: date) -> list[dict[str, Any]]:
    """Who still holds items though nothing lets them telework on that day: their account is closed, or their agreement
    is over (4 queries)."""
    rows = Item.objects.kept_by(actor).filter(holder__isnull=False).select_related("holder")
    found: dict[int, dict[str, Any]] = {}
    for item in rows.order_by("holder", "number")[:5000]:
        found.setdefault(item.holder_id or 0, {"person": item.holder, "items": []})["items"].append(item)
    covered = agreements.in_force_among(list(found), on)
    due = dict(DueReturn.objects.filter(person__in=found, closed_at=None).values_list("person_id", "due_on"))
    left = [
        said | {"due_on": due.get(key), "gone": not said["person"].is_active}
        for key, said in found.items()
        if key not in covered
    ]
    return sorted(left, key=lambda said: (not said["gone"], said["due_on"] is None, said["due_on"] or on))


def free_items(actor: Actor, text: str, limit: int = 60) -> list[Item]:
    """What may be handed over now: in store and on no slip."""
    busy = SlipLine.objects.filter(item=OuterRef("pk"), live=True)
    rows = inventory(actor, text=text, state=State.STORED).filter(~Exists(busy))
    return list(rows.order_by("kind", "number")[:limit])


def units_of(actor: Actor) -> list[Any]:
    """The units whose inventory this desk keeps, by name."""
    unit_model: Any = Item._meta.get_field("unit").related_model
    rows = unit_model.objects.filter(organisations.within(actor, rules.DESK), abolished_on=None)
    return list(rows.order_by("path")[:500])
