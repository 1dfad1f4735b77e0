"""Who has what for how long, over the units one watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Count, DateTimeField, F, Min, Q

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.api import Instruction, Verb

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .sitting import Sitting


class Middle(Aggregate):
    """The middle one when all stand in their order (median, the earlier of two)."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateTimeField()


@dataclass(frozen=True)
class Held:
    """What one post, or one unit without a head, has to do. Ages are days of the calendar of the country."""

    unit_id: int
    post_id: int | None
    unit: str
    title: str
    people: tuple[str, ...]
    vacant: bool
    open: int
    late: int
    oldest: int
    median: int


def watches(sitting: Sitting) -> bool:
    """A head watches what is below, those who dispatch what they dispatch to."""
    return sitting.seat.is_head or sitting.dispatches


def rows(sitting: Sitting) -> QuerySet:
    """What is to be done in these units, on letters the actor may read."""
    below = Q(unit__path__startswith=sitting.seat.unit_path) if sitting.seat.is_head else Q(pk__in=[])
    within = organisations.within(sitting.narrowed, circulation.DISPATCH, "unit")
    here = Q(unit__administration=sitting.seat.administration_id)
    held = Instruction.objects.filter(here & (below | within) if within else here, state=circulation.State.OPEN)
    return held.filter(letter__in=sitting.visible).exclude(verb=Verb.INFORM)


def at(sitting: Sitting, unit_id: int, post_id: int) -> QuerySet:
    """The same at one post, or (0) of a unit without a head."""
    return rows(sitting).filter(unit=unit_id, post=post_id or None)


def held(sitting: Sitting) -> list[Held]:
    """One line for each unit and post, the most burdened first (1 query, 5 for the names)."""
    groups = (
        rows(sitting)
        .order_by()
        .values("unit_id", "post_id")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=sitting.today)),
            first=Min("given_at"),
            middle=Middle(F("given_at")),
        )
    )
    found = sorted(groups, key=lambda group: (-group["late"], -group["n"]))
    units = organisations.units_named({group["unit_id"] for group in found}, sitting.now)
    cards = organisations.post_cards({group["post_id"] for group in found if group["post_id"]}, sitting.now)
    return [line(sitting, group, units, cards) for group in found]


def line(sitting: Sitting, group: dict[str, Any], units: dict[int, Any], cards: dict[int, Any]) -> Held:
    card = cards.get(group["post_id"])
    people = (*card.interims, *card.holders) if card else ()
    return Held(
        unit_id=group["unit_id"],
        post_id=group["post_id"],
        unit=units[group["unit_id"]].here if group["unit_id"] in units else "–",
        title=card.title.here if card else "",
        people=tuple(organisations.Names(ar=name, fr=latin, en=latin).here for _key, name, latin in people),
        vacant=card.is_vacant if card else False,
        open=group["n"],
        late=group["late"],
        oldest=age(sitting, group["first"]),
        median=age(sitting, group["middle"]),
    )


def age(sitting: Sitting, since: datetime) -> int:
    """Days of the country between that moment and today."""
    return (sitting.today - calendars.local_day(since, sitting.country)).days
