"""What an operation on the days of one person comes to, worked out from what was read: no database here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..limits import MIN, Book, Key, Limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


@dataclass(frozen=True)
class Spot:
    """One scope that somebody is counted in, as quotas see it; a member of a group from a day to another."""

    pk: int
    kind: str
    code: str
    is_root: bool
    since: date | None
    until: date | None

    def counts_on(self, day: date) -> bool:
        return (self.since or day) <= day and (not self.until or day < self.until)


@dataclass(frozen=True)
class Place:
    """Where somebody is counted: in their unit, in all above it, in the groups they are in; in the order of keys."""

    unit_id: int
    administration_id: int
    country: str
    spots: tuple[Spot, ...]

    def spans(self, days: Iterable[date]) -> dict[tuple[int, ...], list[date]]:
        """The days by the scopes that count them: membership of a group may begin or end among them."""
        found: dict[tuple[int, ...], list[date]] = defaultdict(list)
        for day in days:
            found[tuple(spot.pk for spot in self.spots if spot.counts_on(day))].append(day)
        return found


@dataclass
class Held:
    """An admission, as it stands or as it is to be."""

    pk: int | None
    agreement: str
    unit_id: int
    administration_id: int
    scopes: list[int]
    days: list[date]
    waiting: list[date]


@dataclass
class Plan:
    """What an operation on the days of one person comes to. `added` are the counts it adds to of its own will; what
    falls to another agreement of the person, because this one lets go of it, is in `change` alone."""

    rows: list[Held]
    change: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    added: set[Key] = field(default_factory=set)

    @property
    def administrations(self) -> set[int]:
        return {row.administration_id for row in self.rows}

    def let_go(self, agreement: str, since: date) -> None:
        """The agreement gives its days back; the first other one that waits for a day takes it over."""
        others = [row for row in self.rows if row.agreement != agreement]
        for row in self.rows:
            if row.agreement != agreement:
                continue
            for day in (day for day in row.days if day >= since):
                self._count(row.scopes, day, -1)
                heir = next((other for other in others if day in other.waiting), None)
                if heir is not None:
                    heir.waiting = [one for one in heir.waiting if one != day]
                    heir.days = sorted([*heir.days, day])
                    self._count(heir.scopes, day, 1)
            row.days = [day for day in row.days if day < since]
            row.waiting = [day for day in row.waiting if day < since]

    def take(self, agreement: str, days: Iterable[date], place: Place) -> None:
        """Those of these days it does not hold already; where another agreement counts a day, this one waits for it."""
        mine = {day for row in self.rows if row.agreement == agreement for day in (*row.days, *row.waiting)}
        taken = {day for row in self.rows for day in row.days}
        for scopes, span in place.spans(sorted(set(days) - mine)).items():
            row = self._row(agreement, place, list(scopes))
            row.waiting = sorted([*row.waiting, *(day for day in span if day in taken)])
            fresh = [day for day in span if day not in taken]
            row.days = sorted([*row.days, *fresh])
            for day in fresh:
                self._count(scopes, day, 1)
                self.added.update((scope, day) for scope in scopes)

    def _row(self, agreement: str, place: Place, scopes: list[int]) -> Held:
        for row in self.rows:
            if (row.agreement, row.unit_id, row.scopes) == (agreement, place.unit_id, scopes):
                return row
        self.rows.append(Held(None, agreement, place.unit_id, place.administration_id, scopes, [], []))
        return self.rows[-1]

    def _count(self, scopes: Iterable[int], day: date, by: int) -> None:
        for scope in scopes:
            self.change[scope, day] += by

    def limits(self, place: Place, book: Book) -> list[Limit]:
        """The minimums that the days it adds take part in."""
        more = {key for key in self.added if self.change[key] > 0}
        days = {day for _scope, day in more}
        return [
            one
            for one in book.limits(place.spots, days, direction=MIN)
            if any((one.scope_id, d) in more for d in one.days)
        ]


@dataclass(frozen=True)
class Move:
    """What is asked of the days of one person: the agreement gives back those from `since` on, and takes others."""

    person_id: int
    agreement: str
    since: date | None = None
    days: Sequence[date] = ()
    place: Place | None = None

    def planned(self, held: Sequence[Held]) -> Plan:
        plan = Plan([replace(row) for row in held])
        if self.since:
            plan.let_go(self.agreement, self.since)
        if self.place:
            plan.take(self.agreement, self.days, self.place)
        return plan
