"""What was planned: the only place of presence that asks agreements, rules and calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic as time_of_process
from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.telework.agreements import api as agreements
from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diwan.core.calendars.api import Calendar
    from diwan.telework.agreements.api import InForce

DAY = timedelta(days=1)
FRESH = 1.0  # seconds
MOST_KEPT = 500
_recent: dict[tuple[int, date], tuple[float, Any]] = {}


@dataclass(frozen=True)
class Bearings:
    """The country of an administration, its calendar, and the rules that hold there on a day."""

    country: str
    calendar: Calendar
    rules: Any

    @property
    def grace(self) -> int:
        """Minutes within which a confirmation counts as said on the hour, and sent when said."""
        return int(self.rules.confirm_grace_minutes)


def bearings(administration_id: int, on: date) -> Bearings:
    """Three queries."""
    held = rules.rules_for(administration_id, on)
    return Bearings(held.country, calendars.calendar(held.country), held)


def bearings_lately(administration_id: int, on: date) -> Bearings:
    """The same, read at most once in `FRESH` seconds by a process: in a storm a hundred taps ask it together. What is
    announced or adjusted meanwhile is known to the next second's taps."""
    key, at = (administration_id, on), time_of_process()
    kept = _recent.get(key)
    if kept is None or at - kept[0] > FRESH:
        if len(_recent) > MOST_KEPT:
            _recent.clear()
        kept = _recent[key] = (at, bearings(administration_id, on))
    return kept[1]


def first_of_week(day: date, country: str) -> date:
    """The first day of the week that holds this day, as the country counts weeks."""
    return day - ((day.isoweekday() - calendars.profile(country).week_starts_on) % 7) * DAY


def days_of(first: date, count: int = 7) -> Iterator[date]:
    return (first + n * DAY for n in range(count))


def span(force: InForce, day: date, calendar: Calendar) -> tuple[datetime, datetime] | None:
    """The hours of a remote day as moments in UTC; None when no text or agreement sets any.

    The agreement's own hours come before the office's. In Ramadan nobody is held longer than the office is.
    """
    office = calendar.office_hours(day)
    starts, ends = clock(force.pattern.from_time), clock(force.pattern.to_time)
    if starts is None or ends is None:
        if office is None:
            return None
        starts, ends = office.opens, office.closes
    elif office is not None and calendar.is_ramadan(day):
        ends = min(ends, later(starts, length(office.opens, office.closes)))
    zone = calendars.zone(calendar.profile.country)
    return tuple(datetime.combine(day, at, tzinfo=zone).astimezone(UTC) for at in (starts, ends))  # type: ignore[return-value]


def clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def length(opens: time, closes: time) -> timedelta:
    return datetime.combine(date.min, closes) - datetime.combine(date.min, opens)


def later(at: time, by: timedelta) -> time:
    moved = datetime.combine(date.min, at) + by
    return moved.time() if moved.date() == date.min else time.max.replace(microsecond=0)


def in_force(person_id: int, now: datetime) -> tuple[InForce, Bearings, date] | None:
    """The agreement in force at this moment, with its bearings and the legal day, which UTC may call the day before or
    after (5 queries)."""
    force = agreements.in_force(person_id, now.date())
    near = force
    for day in (now.date() + DAY, now.date() - DAY) if near is None else ():
        near = near or agreements.in_force(person_id, day)
    if near is None:
        return None
    where = bearings_lately(near.administration_id, now.date())
    day = calendars.local_day(now, where.country)
    if day != now.date():
        force, where = agreements.in_force(person_id, day), bearings_lately(near.administration_id, day)
    return (force, where, day) if force is not None else None


def holds(force: InForce, day: date) -> bool:
    return force.starts_on <= day and (force.ends_on is None or day <= force.ends_on)


def is_remote(force: InForce, day: date, calendar: Calendar) -> bool:
    """Whether the agreement plans remote work that day; calls to the office are not looked at.

    What the pattern says costs no query; days chosen one by one, or given by a crisis rule, are asked of agreements.
    """
    return day in force.pattern.days(day, day, calendar) or agreements.remote_on(force.person_id, day)


def remote_days(people: Iterable[int], first: date, last: date) -> dict[int, set[date]]:
    """The remote days of each of these people, calls to the office left out (the same queries for one and for many)."""
    return agreements.remote_days_among(people, first, last)


def forces_among(people: Iterable[int], days: Iterable[date]) -> dict[int, list[InForce]]:
    """The agreements in force on any of these days, for each of these people (a query a day asked)."""
    keys = list(people)
    found: dict[int, list[InForce]] = {}
    for day in days:
        for person_id, force in agreements.in_force_among(keys, day).items():
            known = found.setdefault(person_id, [])
            if all(one.agreement_id != force.agreement_id for one in known):
                known.append(force)
    return found
