"""Delays, computed in the database: number, median, 90th percentile, share of late ones, by unit, verb, kind, month;
what is open, by age. Each figure is counted by the filter its link opens, so it is the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Coalesce, Extract, TruncDate, TruncMonth

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from ..enums import DISPATCH, State, Verb
from ..models import Instruction

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

DAY = timedelta(days=1)
SECONDS = 86400.0
AGES = ((0, 3), (4, 7), (8, 15), (16, 30), (31, 9999))  # days
SHOWN = 50  # rows of a page
BY = ("unit", "verb", "kind", "month")


class Percentile(Aggregate):
    """`percentile_cont`: the value that so large a share does not exceed, between two rows where it falls there."""

    template = "percentile_cont(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A filter of instructions. `done`: answered or closed in the period; `open`: waiting now; empty: given in it."""

    what: str = ""
    since: date | None = None
    until: date | None = None
    unit: int | None = None
    verb: str = ""
    kind: str = ""
    late: bool = False
    post: int | None = None
    age: int | None = None

    @property
    def query(self) -> str:
        said = {
            "what": self.what,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "unit": self.unit,
            "verb": self.verb,
            "kind": self.kind,
            "late": "1" if self.late else "",
            "post": self.post,
            "age": self.age,
        }
        return urlencode({name: value for name, value in said.items() if value not in ("", None)})

    def with_(self, **changes: Any) -> Asked:
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a reader looks from: their administration's calendar, and the instructions within their reach."""

    actor: Actor
    country: str
    today: date
    now: datetime

    @property
    def rows(self) -> QuerySet:
        return Instruction.objects.within(self.actor)

    @property
    def zone(self) -> Any:
        return calendars.zone(self.country)


@dataclass(frozen=True, slots=True)
class Line:
    """What was answered or closed: how many, in how many days (elapsed ones), and which share came late."""

    label: str
    count: int
    median: float | None
    slow: float | None
    late: int
    asked: Asked

    @property
    def late_share(self) -> int:
        return round(100 * self.late / self.count) if self.count else 0


def may_look(actor: Actor) -> bool:
    """Heads, and those who dispatch."""
    return actor.may(DISPATCH) or any(seat.is_head for seat in letters.acting_seats(actor))


def desk_of(actor: Actor, now: datetime) -> Desk:
    """The country is that of the seat the actor mostly acts from."""
    administrations = {seat.administration_id for seat in actor.seats}
    offices = organisations.root_unit(min(administrations)).administration.country if administrations else "MA"
    return Desk(actor, offices, calendars.local_day(now, offices), now)


def starts(desk: Desk, day: date) -> datetime:
    """The first moment of a legal day."""
    return datetime.combine(day, datetime.min.time(), tzinfo=desk.zone)


def matching(desk: Desk, asked: Asked) -> QuerySet:
    """The instructions a filter keeps, within the reader's reach."""
    rows = desk.rows.alias(end=Coalesce("answered_at", "ended_at"))
    moment = "given_at"
    if asked.what == "done":
        rows, moment = rows.filter(Q(state=State.CLOSED) | Q(state=State.ANSWERED)), "end"
    elif asked.what == "open":
        rows = rows.filter(state=State.OPEN)
    if asked.since:
        rows = rows.filter(**{f"{moment}__gte": starts(desk, asked.since)})
    if asked.until:
        rows = rows.filter(**{f"{moment}__lt": starts(desk, asked.until + DAY)})
    if asked.late and asked.what == "done":
        rows = rows.alias(ended_on=TruncDate("end", tzinfo=desk.zone)).filter(due_on__lt=F("ended_on"))
    elif asked.late:
        rows = rows.filter(due_on__lt=desk.today)
    if asked.age is not None:
        low, high = next((span for span in AGES if span[0] == asked.age), AGES[0])
        rows = rows.filter(given_at__lt=starts(desk, desk.today - (low - 1) * DAY))
        if high < 9999:
            rows = rows.filter(given_at__gte=starts(desk, desk.today - high * DAY))
    if asked.unit:
        rows = rows.filter(unit__path__contains=f"/{asked.unit}/")
    for name, value in (("verb", asked.verb), ("letter__kind", asked.kind), ("post", asked.post)):
        if value:
            rows = rows.filter(**{name: value})
    return rows


def delays(desk: Desk, asked: Asked, by: str) -> list[Line]:
    """One line a unit, verb, kind of letter or month, the slowest first (2 queries)."""
    rows = matching(desk, asked.with_(what="done")).exclude(verb=Verb.INFORM)
    key: Any = {
        "unit": F("unit_id"),
        "verb": F("verb"),
        "kind": F("letter__kind"),
        "month": TruncMonth(Coalesce("answered_at", "ended_at"), tzinfo=desk.zone),
    }[by]
    found = list(measured(desk, rows.values(key=key)).order_by("-slow", "key"))
    if by == "month":
        found.sort(key=lambda row: row["key"], reverse=True)
    names = labels(desk, by, [row["key"] for row in found])
    return [
        Line(
            names[row["key"]],
            row["count"],
            row["median"],
            row["slow"],
            row["late"],
            narrowed(asked.with_(what="done"), by, row["key"], desk),
        )
        for row in found
    ]


def overall(desk: Desk, asked: Asked) -> Line:
    """All of them together (1 query)."""
    rows = matching(desk, asked.with_(what="done")).exclude(verb=Verb.INFORM)
    found = measured(desk, rows.order_by().values(key=F("letter__administration__country")))
    row: dict[str, Any] = next(iter(found), {"count": 0, "median": None, "slow": None, "late": 0})
    return Line("", row["count"], row["median"], row["slow"], row["late"], asked.with_(what="done"))


def measured(desk: Desk, rows: QuerySet) -> QuerySet:
    """Number, median, 90th percentile and late ones of each group of `rows`."""
    end = Coalesce("answered_at", "ended_at")
    took = Extract(ExpressionWrapper(end - F("given_at"), output_field=DurationField()), "epoch") / SECONDS
    return rows.annotate(
        count=Count("pk"),
        median=Percentile(took, share=0.5),
        slow=Percentile(took, share=0.9),
        late=Count("pk", filter=Q(due_on__lt=TruncDate(end, tzinfo=desk.zone))),
    )


def labels(desk: Desk, by: str, keys: list[Any]) -> dict[Any, str]:
    if by == "unit":
        return {key: names.here for key, names in organisations.units_named(keys, desk.now).items()} | {
            key: organisations.unit_name(key, desk.today, "ar")
            for key in set(keys) - set(organisations.units_named(keys, desk.now))
        }
    if by == "month":
        return {key: f"{key:%Y-%m}" for key in keys}
    return {key: str((Verb if by == "verb" else letters.Kind)(key).label) for key in keys}


def narrowed(asked: Asked, by: str, key: Any, desk: Desk) -> Asked:
    """The filter of one line."""
    if by == "month":
        first = key.astimezone(desk.zone).date()
        last = (first + 31 * DAY).replace(day=1) - DAY
        since = max(first, asked.since) if asked.since else first
        return asked.with_(since=since, until=min(last, asked.until) if asked.until else last)
    return asked.with_(**{by: key})


def ages(desk: Desk, asked: Asked) -> list[tuple[int, int, int, Asked]]:
    """What is open, by how many days ago it was given: from, to, how many, the filter (5 queries)."""
    now_open = asked.with_(what="open", since=None, until=None)
    return [(low, high, matching(desk, one).count(), one) for low, high in AGES for one in [now_open.with_(age=low)]]


def listed(desk: Desk, asked: Asked, after: int = 0) -> tuple[list[Instruction], bool]:
    """A page of the rows behind a figure, the most urgent first, and whether more follow (2 queries)."""
    rows = matching(desk, asked).order_by(F("due_on").asc(nulls_last=True), "pk")
    found = list(rows.select_related("letter__administration", "unit", "post")[after : after + SHOWN + 1])
    return found[:SHOWN], len(found) > SHOWN
