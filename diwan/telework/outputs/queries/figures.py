"""The figures of a person over a period, counted from their tasks in one statement.

Sums and counts only: means and shares are taken from them here, so that no rounding of the database shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from ..enums import State
from ..models import Task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

HUNDREDTH = Decimal("0.01")
CAME = Q(state__in=(State.DELIVERED, State.ACCEPTED))  # delivered and not sent back
ACCEPTED = Q(state=State.ACCEPTED)


@dataclass(frozen=True)
class Figures:
    """What was due between two days (the formula is published: `outputs:formula`).

    set: tasks due; delivered: those delivered and not sent back; on_time: of these, by the due date; late: of these,
    after it; open: not delivered, or sent back; accepted; returns: versions sent back; quality_sum, accuracy_sum: of
    what was accepted; planned_minutes, accepted_minutes: standard time of what was due, of what was accepted; timed:
    tasks that have a standard time.
    """

    set: int = 0
    delivered: int = 0
    on_time: int = 0
    accepted: int = 0
    returns: int = 0
    quality_sum: int = 0
    accuracy_sum: int = 0
    planned_minutes: int = 0
    accepted_minutes: int = 0
    timed: int = 0

    @property
    def late(self) -> int:
        return self.delivered - self.on_time

    @property
    def open(self) -> int:
        return self.set - self.delivered

    @property
    def on_time_share(self) -> Decimal | None:
        """Delivered on time, per hundred delivered."""
        return share(self.on_time, self.delivered)

    @property
    def delivered_share(self) -> Decimal | None:
        return share(self.delivered, self.set)

    @property
    def quality(self) -> Decimal | None:
        """Mean of 1 to 5, over what was accepted."""
        return mean(self.quality_sum, self.accepted)

    @property
    def accuracy(self) -> Decimal | None:
        """Mean of 1 to 3, over what was accepted."""
        return mean(self.accuracy_sum, self.accepted)

    @property
    def productivity(self) -> Decimal | None:
        """Standard time of what was accepted, per hundred of the standard time of what was due."""
        return share(self.accepted_minutes, self.planned_minutes)


def share(part: int, whole: int) -> Decimal | None:
    return mean(100 * part, whole)


def mean(total: int, count: int) -> Decimal | None:
    return (Decimal(total) / count).quantize(HUNDREDTH, ROUND_HALF_UP) if count else None


def counts() -> dict[str, Any]:
    """The aggregates, by the name of the figure."""
    return {
        "set": Count("pk"),
        "delivered": Count("pk", filter=CAME),
        "on_time": Count("pk", filter=CAME & Q(delivered_on__lte=F("due_on"))),
        "accepted": Count("pk", filter=ACCEPTED),
        "returns": Coalesce(Sum("returns"), 0),
        "quality_sum": Coalesce(Sum("quality", filter=ACCEPTED), 0),
        "accuracy_sum": Coalesce(Sum("accuracy", filter=ACCEPTED), 0),
        "planned_minutes": Coalesce(Sum("standard_minutes"), 0),
        "accepted_minutes": Coalesce(Sum("standard_minutes", filter=ACCEPTED), 0),
        "timed": Count("standard_minutes"),
    }


def figures(person_id: int, first: date, last: date) -> Figures:
    """The figures of one person (1 statement)."""
    return Figures(**read(Task.objects.of(person_id).counted(first, last)))


def figures_among(person_ids: Iterable[int], first: date, last: date) -> dict[int, Figures]:
    """The figures of several people (1 statement); who had nothing due is left out."""
    rows = Task.objects.filter(person__in=set(person_ids)).counted(first, last).order_by()
    return by_person(rows)


def by_person(rows: Any) -> dict[int, Figures]:
    # The names of the aggregates hide those of the columns, so they stand behind a prefix in the statement.
    found = rows.values("person_id").annotate(**{f"n_{name}": one for name, one in counts().items()})
    return {row["person_id"]: Figures(**{name: row[f"n_{name}"] for name in counts()}) for row in found}


def read(rows: Any) -> dict[str, int]:
    found = rows.aggregate(**{f"n_{name}": one for name, one in counts().items()})
    return {name: found[f"n_{name}"] for name in counts()}


def figures_of_unit(path: str, first: date, last: date) -> Figures:
    """The figures of a unit and all below it (1 statement)."""
    return Figures(**read(Task.objects.filter(unit__path__startswith=path).counted(first, last)))
