"""What was planned: the only place of presence that asks agreements, rules and calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.telework.agreements import api as agreements
from diwan.telework.rules import api as rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diwan.core.calendars.api import Calendar
    from diwan.telework.agreements.api import InForce

DAY = timedelta(days=1)


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
    country = organisations.country_of(administration_id)
    return Bearings(country, calendars.calendar(country), rules.rules_for(administration_id, on))


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


def in_force(person_id: int, now: datetime) -> InForce | None:
    """The agreement in force on the legal day of this moment (two days are asked where UTC and the country differ)."""
    force = agreements.in_force(person_id, now.date())
    for day in (now.date() + DAY, now.date() - DAY) if force is None else ():
        force = force or agreements.in_force(person_id, day)
    if force is None:
        return None
    day = calendars.local_day(now, organisations.country_of(force.administration_id))
    return force if holds(force, day) else agreements.in_force(person_id, day)


def holds(force: InForce, day: date) -> bool:
    return force.starts_on <= day and (force.ends_on is None or day <= force.ends_on)


def is_remote(force: InForce, day: date, calendar: Calendar) -> bool:
    """Whether the agreement plans remote work that day. Days chosen week by week are asked of agreements."""
    if force.pattern.floating:
        return agreements.remote_on(force.person_id, day)
    return day in force.pattern.days(day, day, calendar)


def remote_days(force: InForce, first: date, last: date, calendar: Calendar) -> set[date]:
    """The days planned remotely while the agreement holds, week-ends and holidays left out."""
    first, last = max(first, force.starts_on), min(last, force.ends_on or last)
    if first > last:
        return set()
    if force.pattern.floating:
        return agreements.remote_days(force.person_id, first, last)
    return set(force.pattern.days(first, last, calendar))


def forces_among(people: Iterable[int], days: Iterable[date]) -> dict[int, list[InForce]]:
    """The agreements in force on any of these days, for each of these people (a query a day asked)."""
    keys, found = list(people), dict[int, list[InForce]]()
    for day in days:
        for person_id, force in agreements.in_force_among(keys, day).items():
            known = found.setdefault(person_id, [])
            if all(one.agreement_id != force.agreement_id for one in known):
                known.append(force)
    return found
