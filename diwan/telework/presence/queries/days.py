"""Remote days as they were planned, said and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars

from .. import plans
from ..enums import Kind, Where
from ..models import Absence, Call, Confirmation, Week

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from diwan.telework.agreements.api import InForce


@dataclass(frozen=True)
class Day:
    """A day of a teleworker. Moments are in UTC; `minutes` between start and end as said."""

    day: date
    where: str
    planned_from: datetime | None = None
    planned_until: datetime | None = None
    start: Confirmation | None = None
    end: Confirmation | None = None
    call: Call | None = None
    is_past: bool = False
    off: str = ""
    covered: bool = False

    @property
    def planned(self) -> bool:
        """Whether a start and an end are awaited: a remote day of an agreement in force."""
        return self.where == Where.REMOTE and self.covered

    @property
    def started_at(self) -> datetime | None:
        return self.start.said_at if self.start else None

    @property
    def ended_at(self) -> datetime | None:
        return self.end.said_at if self.end else None

    @property
    def is_whole(self) -> bool:
        return self.start is not None and self.end is not None

    @property
    def is_missing(self) -> bool:
        """A remote day that is over and was not confirmed whole."""
        return self.planned and self.is_past and not self.is_whole

    @property
    def sent_late(self) -> bool:
        return any(one.sent_late and not one.completed for one in (self.start, self.end) if one)

    @property
    def completed(self) -> bool:
        return any(one.completed for one in (self.start, self.end) if one)

    @property
    def off_schedule(self) -> bool:
        return any(one.off_schedule for one in (self.start, self.end) if one)

    @property
    def called(self) -> bool:
        return self.call is not None and self.call.on_site

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.reason for one in (self.start, self.end) if one and one.reason))

    @property
    def minutes(self) -> int:
        if self.start is None or self.end is None:
            return 0
        return max(int((self.end.said_at - self.start.said_at).total_seconds()) // 60, 0)

    def as_said(self) -> list[str | None]:
        """For the journal: start and end as said, then as received."""
        pair = (self.start, self.end)
        return [one.said_at.isoformat() if one else None for one in pair] + [
            one.received_at.isoformat() if one else None for one in pair
        ]


def force_around(person_id: int, day: date) -> InForce | None:
    """The agreement in force that day, else one in force within the week before or after: weeks begin and end
    mid-way."""
    force = plans.agreements.in_force(person_id, day)
    for near in (6, -6) if force is None else ():
        force = force or plans.agreements.in_force(person_id, day + near * plans.DAY)
    return force


def worked(person_id: int, first: date, last: date, *, now: datetime) -> list[Day]:
    """Each day from `first` to `last` of a teleworker; empty for who never was one (a dozen queries, whatever the
    days)."""
    found = {one.agreement_id: one for one in (force_around(person_id, last), force_around(person_id, first)) if one}
    forces = list(found.values())
    said = confirmations([person_id], first, last).get(person_id, {})
    if not forces and not said:
        return []
    administration = forces[0].administration_id if forces else next(iter(said.values()))[0].administration_id
    where = plans.bearings(administration, last)
    return build(
        forces,
        plans.remote_days([person_id], first, last).get(person_id, set()),
        list(plans.days_of(first, (last - first).days + 1)),
        where,
        said=said,
        calls=calls_of([person_id], first, last).get(person_id, {}),
        away=away_of([person_id], first, last).get(person_id, set()),
        today=calendars.local_day(now, where.country),
    )


def build(
    forces: list[InForce],
    remote: set[date],
    days: list[date],
    where: plans.Bearings,
    *,
    said: dict[date, list[Confirmation]],
    calls: dict[date, Call],
    away: set[date],
    today: date,
) -> list[Day]:
    """The days of one person, from what was read; asks nothing."""
    made = []
    for day in days:
        force = next((one for one in forces if plans.holds(one, day)), None)
        call, taps = calls.get(day), tuple(said.get(day, ()))
        why = where.calendar.why_not_working(day)
        place = Where.OFF if why else Where.AWAY if day in away else Where.REMOTE if day in remote else Where.SITE
        if call is not None and call.on_site and place == Where.REMOTE:
            place = Where.SITE
        hours = plans.span(force, day, where.calendar) if force and place == Where.REMOTE else None
        made.append(
            Day(
                day=day,
                where=place,
                planned_from=hours[0] if hours else None,
                planned_until=hours[1] if hours else None,
                start=last_said(taps, Kind.START),
                end=last_said(taps, Kind.END),
                call=call,
                is_past=day < today,
                off=str(why) if why else "",
                covered=force is not None,
            )
        )
    return made


def last_said(taps: tuple[Confirmation, ...], kind: str) -> Confirmation | None:
    """What was completed stands before the tap."""
    mine = sorted((one for one in taps if one.kind == kind), key=lambda one: one.completed)
    return mine[-1] if mine else None


def confirmations(people: Iterable[int], first: date, last: date) -> dict[int, dict[date, list[Confirmation]]]:
    found: dict[int, dict[date, list[Confirmation]]] = {}
    for row in Confirmation.objects.filter(person__in=people, day__range=(first, last)):
        found.setdefault(row.person_id, {}).setdefault(row.day, []).append(row)
    return found


def calls_of(people: Iterable[int], first: date, last: date) -> dict[int, dict[date, Call]]:
    found: dict[int, dict[date, Call]] = {}
    rows = Call.objects.filter(person__in=people, day__range=(first, last)).exclude(state="withdrawn")
    for row in rows:
        found.setdefault(row.person_id, {})[row.day] = row
    return found


def away_of(people: Iterable[int], first: date, last: date) -> dict[int, set[date]]:
    found: dict[int, set[date]] = {}
    rows = Absence.objects.standing().filter(person__in=people, first__lte=last, last__gte=first)
    for row in rows:
        since, until = max(row.first, first), min(row.last, last)
        found.setdefault(row.person_id, set()).update(plans.days_of(since, (until - since).days + 1))
    return found


def called_among(people: Iterable[int], first: date, last: date) -> dict[int, set[date]]:
    """The days on which each of these people is called to the office: what agreements takes out of the days away."""
    called = calls_of(people, first, last)
    return {person: {day for day, call in days.items() if call.on_site} for person, days in called.items()}


def week_of(person_id: int, first: date) -> Week | None:
    return Week.objects.filter(person=person_id, first=first).first()


def confirmed_rate(agreement_id: int, first: date, last: date, *, now: datetime) -> float | None:
    """The share of the remote days of an agreement, among those that are over, that were confirmed whole: 0 to 1.

    None when no day was awaited. What was completed later counts; the weekly report says how many were.
    """
    person = plans.agreements.Agreement.objects.filter(pk=agreement_id).values_list("person_id", flat=True).first()
    if person is None:
        return None
    awaited = [day for day in worked(person, first, last, now=now) if day.planned and day.is_past]
    return sum(day.is_whole for day in awaited) / len(awaited) if awaited else None
