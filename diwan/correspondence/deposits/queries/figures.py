"""The figures of a registry office. Each is counted by the filter its link opens, so it is the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateTimeField, F, Func, IntegerField, Value

from diwan.core.calendars import api as calendars

from ..enums import Channel, StepKind
from ..models import Step
from .desk import procedures_in
from .filters import ON_THE_LETTER, OPEN_STATES, Filter, Place, matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DAY = timedelta(days=1)
LONGEST = 366  # days of a period
FLOWS = ("registered", "accepted", "returned", "forwarded", "answered")
WAITS = ("opened", "decided", "answered")


@dataclass(frozen=True)
class Period:
    """From a legal day to another, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        return Period(self.since - self.days * DAY, self.since - DAY)

    @property
    def step(self) -> str:
        return "day" if self.days <= 31 else "week" if self.days <= 183 else "month"

    def parts(self) -> list[Period]:
        """The days, weeks (from Monday) or months of the period; the first and the last may be cut."""
        days = [self.since + n * DAY for n in range(self.days)]
        starts = [day for day in days if day == self.since or self._begins(day)]
        ends = [*(start - DAY for start in starts[1:]), self.until]
        return [Period(start, end) for start, end in zip(starts, ends, strict=True)]

    def _begins(self, day: date) -> bool:
        return {"day": True, "week": day.isoweekday() == 1, "month": day.day == 1}[self.step]


@dataclass(frozen=True)
class Figure:
    """A number and the filter that lists exactly the letters it counts."""

    value: int
    asked: Filter

    @property
    def query(self) -> str:
        return self.asked.query


@dataclass(frozen=True)
class Flow:
    """How many letters came to a moment of their life in the period, part by part, and in the period before."""

    moment: str
    total: Figure
    before: Figure
    parts: list[tuple[Period, Figure]]

    @property
    def change(self) -> int:
        return self.total.value - self.before.value


@dataclass(frozen=True)
class Wait:
    """How long letters waited from their registration to a moment that fell in the period.

    Nearest rank: at least half (nine in ten) of the letters took no longer. Days are worked ones after the day of
    registration, by the calendar of the country; hours are elapsed ones. None when no letter came to that moment.
    """

    moment: str
    letters: Figure
    days: tuple[int, int] | None
    hours: tuple[float, float] | None


@dataclass(frozen=True)
class Line:
    """One office, procedure or channel: what came in during the period, what is open, what is late now."""

    name: str
    received: Figure
    open: Figure
    late: Figure


def flows(place: Place, period: Period) -> list[Flow]:
    """One per moment (3 queries each)."""
    return [flow(place, period, moment) for moment in FLOWS]


def flow(place: Place, period: Period, moment: str) -> Flow:
    parts = period.parts()
    counts = in_parts(place, period, moment, [place.starts(part.since) for part in parts])

    def asked(of: Period) -> Filter:
        return Filter(moment=moment, since=of.since, until=of.until)

    return Flow(
        moment,
        counted(place, asked(period)),
        counted(place, asked(period.before)),
        [(part, Figure(counts.get(number, 0), asked(part))) for number, part in enumerate(parts, 1)],
    )


def in_parts(place: Place, period: Period, moment: str, starts: Sequence[datetime]) -> dict[int, int]:
    """How many letters in each part, from 1 (1 query). The bounds are ours: the database may know another time."""
    bounds = Value(list(starts), output_field=ArrayField(DateTimeField()))
    within = Filter(moment=moment, since=period.since, until=period.until)
    if moment in ON_THE_LETTER:
        rows, at, key = matching(place, within), F(ON_THE_LETTER[moment]), "pk"
    else:
        span = {"at__gte": place.starts(period.since), "at__lt": place.starts(period.until + DAY)}
        rows = Step.objects.filter(kind=StepKind(moment), deposit__office_id__in=place.ids, **span)  # type: ignore[assignment]
        at, key = F("at"), "deposit_id"
    part = Func(at, bounds, function="width_bucket", output_field=IntegerField())
    return dict(rows.annotate(part=part).values_list("part").annotate(Count(key, distinct=True)).order_by())


def counted(place: Place, asked: Filter) -> Figure:
    return Figure(matching(place, asked).count(), asked)


STANDING = {
    "open": Filter(state=OPEN_STATES),
    "late": Filter(due="late"),
    "soon": Filter(due="soon"),
    "week": Filter(due="week"),
    "suspended": Filter(due="suspended"),
    "unread": Filter(unread=True),
}


def standing(place: Place) -> dict[str, Figure]:
    """What is on the table now (1 query each)."""
    return {name: counted(place, asked) for name, asked in STANDING.items()}


# --- how long ------------------------------------------------------------------------------------------------------


def waits(place: Place, period: Period) -> list[Wait]:
    """One per moment (1 query each)."""
    return [wait(place, period, moment) for moment in WAITS]


def wait(place: Place, period: Period, moment: str) -> Wait:
    asked = Filter(moment=moment, since=period.since, until=period.until)
    pairs = list(moments(place, asked))
    figure = Figure(len(pairs), asked)
    if not pairs:
        return Wait(moment, figure, None, None)
    hours = sorted(max((end - start).total_seconds(), 0) / 3600 for start, end in pairs)
    days = sorted(worked(place, pairs))
    return Wait(moment, figure, both(days), both([round(value, 1) for value in hours]))


def moments(place: Place, asked: Filter) -> Iterator[tuple[datetime, datetime]]:
    """When each letter was registered and when it came to the moment asked for."""
    rows = matching(place, asked)
    field = ON_THE_LETTER.get(asked.moment)
    if field is None:  # a step taken once
        rows, field = rows.filter(steps__kind=StepKind(asked.moment)), "steps__at"
    return rows.values_list("registered_at", field).iterator(chunk_size=5000)  # type: ignore[return-value]


def worked(place: Place, pairs: Iterable[tuple[datetime, datetime]]) -> list[int]:
    """How many days were worked after the first day up to the second, for each pair.

    The calendar is asked once for every day between the earliest and the latest.
    """
    zone = calendars.zone(place.country)
    days = [(start.astimezone(zone).date(), end.astimezone(zone).date()) for start, end in pairs]
    first, last = min(start for start, _end in days), max(max(pair) for pair in days)
    calendar = calendars.calendar(place.country)
    upto = list(accumulate(calendar.is_working_day(first + n * DAY) for n in range((last - first).days + 1)))
    return [upto[(max(end, start) - first).days] - upto[(start - first).days] for start, end in days]


def both(ordered: Sequence[Any]) -> tuple[Any, Any]:
    """Median and 90th percentile by nearest rank."""
    return rank(ordered, 50), rank(ordered, 90)


def rank(ordered: Sequence[Any], percent: int) -> Any:
    return ordered[ceil(len(ordered) * percent / 100) - 1]


# --- by what -------------------------------------------------------------------------------------------------------


def tables(place: Place, period: Period) -> dict[str, list[Line]]:
    """By office, procedure and channel (3 queries each, and one for the names)."""
    named: dict[str, tuple[str, dict[Any, str]]] = {
        "office": ("office_id", {office.id: office.names.here for office in place.offices}),
        "procedure": ("procedure_version__procedure_id", dict(procedures_in(place))),
        "channel": ("channel", {code: str(label) for code, label in Channel.choices}),
    }
    return {by: table(place, period, by, field, names) for by, (field, names) in named.items()}


def table(place: Place, period: Period, by: str, field: str, names: dict[Any, str]) -> list[Line]:
    received = Filter(moment="registered", since=period.since, until=period.until)
    columns = [received, STANDING["open"], STANDING["late"]]
    counts = [dict(matching(place, asked).values_list(field).annotate(Count("pk")).order_by()) for asked in columns]
    found = set().union(*counts)
    lines = []
    for key in sorted(found, key=lambda key: -counts[0].get(key, 0)):
        value = 0 if key is None else key
        figures = [
            Figure(count.get(key, 0), asked.with_(**{by: value})) for count, asked in zip(counts, columns, strict=True)
        ]
        lines.append(Line(names.get(key, "—" if key else ""), *figures))
    return lines
