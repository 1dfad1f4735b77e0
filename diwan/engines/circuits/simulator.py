"""Who will sign, when, if somebody is away: a circuit is followed day by day over what is known of the days to come.

Pure: the directory with its spans, the calendar of the country, absences known or supposed. A person who is there
answers within `pace` working days of a step coming to them; one who is away answers when back, unless somebody else may
act for the post before, or the time of the step is over and its silence does something.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from .authority import Authority, Directory, Matter, owners
from .definition import SENDER
from .enums import LASTING, Basis, Kind, Silence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from diwan.core.calendars.api import Calendar

    from .definition import Definition, Step

DAY = timedelta(days=1)
FARTHEST = 400
"""Days that are looked at for one step; a step nobody answers in a year has no end that can be said."""


class Why(StrEnum):
    """Why it is that person, on that day."""

    AWAY = "away"
    ABOVE = "above"
    NOBODY = "nobody"
    BACK = "back"
    SILENT = "silent"
    RETURNED = "returned"
    RAISED = "raised"
    NOT_NEEDED = "not_needed"
    UNENDING = "unending"


REASONS: dict[Why, Any] = {
    Why.AWAY: _("%(person)s is away until %(until)s."),
    Why.BACK: _("%(person)s answers when back."),
    Why.ABOVE: _("Nobody may act for the post: the head above does."),
    Why.NOBODY: _("Nobody may act for the post, and nobody above it either."),
    Why.SILENT: _("Nobody answers in time: it counts as agreed."),
    Why.RETURNED: _("Nobody answers in time: it goes back to the author."),
    Why.RAISED: _("Nobody answers in time: it goes to the head above."),
    Why.NOT_NEEDED: _("Enough others answered before."),
    Why.UNENDING: _("Nobody answers within a year."),
}


@dataclass(frozen=True)
class Reason:
    why: Why
    person: int | None = None
    until: date | None = None


@dataclass
class Expected:
    """One step of the way. `by` is who is expected to answer on `on`, `due_on` the last day they have."""

    stage: int
    step: Step
    post: int | None
    opened_on: date
    due_on: date | None = None
    by: Authority | None = None
    on: date | None = None
    passed: bool = False
    reasons: list[Reason] = field(default_factory=list)

    @property
    def silence_does(self) -> str:
        """What happens after `due_on` if nobody answers, in words; empty without a limit."""
        return str(self.step.silence.label) if self.due_on else ""


@dataclass(frozen=True)
class Forecast:
    """The steps in order; `ends_on` the day of the last, or None when it comes back or never ends."""

    steps: list[Expected]
    ends_on: date | None
    returned: bool = False


@dataclass(frozen=True)
class World:
    """What is known of the days to come."""

    directory: Directory
    calendar: Calendar
    zone: ZoneInfo
    matter: Matter
    author: int | None = None
    pace: int = 1


def simulate(
    definition: Definition, steps: Sequence[tuple[int, Step, int | None]], world: World, start: date
) -> Forecast:
    """Follow the steps that apply (stage, step, post) from a day on."""
    found: list[Expected] = []
    did: dict[str, set[int]] = {}
    day = start
    for number in sorted({stage for stage, _step, _post in steps}):
        side = [
            _answered(Expected(stage, step, post, _working(world, day)), world, did)
            for stage, step, post in steps
            if stage == number
        ]
        found += side
        if any(Why.RETURNED in {reason.why for reason in one.reasons} for one in side):
            return Forecast(found, None, returned=True)
        quorum = definition.stages[number].quorum or len(side)
        answered = sorted(one.on for one in side if one.on is not None)
        if len(answered) < min(quorum, len(side)):
            return Forecast(found, None)
        day = answered[min(quorum, len(side)) - 1]
        for one in side:
            if one.on is not None and one.on > day:
                one.on, one.by = None, None
                one.reasons = [Reason(Why.NOT_NEEDED)]
            elif one.by is not None:
                did.setdefault(one.step.key, set()).add(one.by.person)
    return Forecast(found, day)


def _answered(one: Expected, world: World, did: Mapping[str, set[int]]) -> Expected:
    """Who answers one step, and when."""
    if one.post is None:  # Diwan does it at once; a guest, nobody knows: the limit is the best guess
        one.due_on = _due(world, one.opened_on, one.step)
        one.on = one.opened_on if one.step.by_itself else one.due_on or one.opened_on
        return one
    barred = _barred(one.step, world, did)
    matter = replace(world.matter, kind=Kind(one.step.kind))
    post, opened = one.post, one.opened_on
    one.due_on = _due(world, opened, one.step)
    told: set[Any] = set()
    for offset in range(FARTHEST):
        day = one.opened_on + offset * DAY
        if not world.calendar.is_working_day(day):
            continue
        at = _noon(day, world)
        if one.due_on is not None and day > one.due_on and one.step.silence != Silence.WAIT:
            moved = _silent(one, world, post, day)
            if moved is None:
                return one
            if moved != post:
                post, opened = moved, day
                one.due_on = _due(world, day, one.step)
        may = owners(world.directory, post, matter, at, barred)
        there = next((title for title in may if world.directory.present(title.person, at)), None)
        _explain(one, may, there, world, at, told)
        if there is not None:
            one.by, one.on = there, _paced(world, day)
            return one
    one.reasons.append(Reason(Why.UNENDING))
    return one


def _silent(one: Expected, world: World, post: int, day: date) -> int | None:
    """What silence does on the day after the last: the post that must answer now, or None when it is settled."""
    if one.step.silence == Silence.PASS and one.step.kind not in LASTING:
        one.on, one.passed = day, True
        one.reasons.append(Reason(Why.SILENT))
        return None
    if one.step.silence == Silence.RETURN:
        one.reasons.append(Reason(Why.RETURNED))
        return None
    above = world.directory.above.get(post)
    if one.step.silence == Silence.RAISE and above is not None:
        one.reasons.append(Reason(Why.RAISED))
        return above
    return post


def _explain(
    one: Expected, may: list[Authority], there: Authority | None, world: World, at: datetime, told: set[Any]
) -> None:
    """Each reason once."""

    def say(why: Why, person: int | None = None, until: date | None = None) -> None:
        if (why, person, until) not in told:
            told.add((why, person, until))
            one.reasons.append(Reason(why, person, until))

    if not may:
        say(Why.NOBODY)
    for title in may:
        if title is there:
            break
        spans = [span for span in world.directory.away.get(title.person, ()) if span.holds(at)]
        ends = [span.ends for span in spans if span.ends is not None]
        say(Why.AWAY, title.person, max(ends).astimezone(world.zone).date() if ends else None)
    if there is not None and there.basis == Basis.RAISED:
        say(Why.ABOVE)
    if there is not None and (Why.AWAY, there.person) in {(why, person) for why, person, _until in told}:
        say(Why.BACK, there.person)


def _barred(step: Step, world: World, did: Mapping[str, set[int]]) -> frozenset[int]:
    found: set[int] = set()
    for key in step.apart_from:
        found |= did.get(key, set())
    if SENDER in step.apart_from and world.author is not None:
        found.add(world.author)
    return frozenset(found)


def _noon(day: date, world: World) -> datetime:
    return datetime.combine(day, time(12), tzinfo=world.zone)


def _working(world: World, day: date) -> date:
    while not world.calendar.is_working_day(day):
        day += DAY
    return day


def _paced(world: World, day: date) -> date:
    """A step that comes today is answered today at pace 1, the next working day at pace 2."""
    return world.calendar.due_on(day, world.pace - 1, "working") if world.pace > 1 else day


def _due(world: World, opened: date, step: Step) -> date | None:
    return world.calendar.due_on(opened, step.days, "working") if step.days else None
