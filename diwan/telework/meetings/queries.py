"""Reading: lists, a month, and the room as it is now."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.kit import keyset

from .enums import Role, State
from .models import Attendance, Meeting, Participant, Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

SIZE = 25
COMING = (State.DRAFT, State.CONVENED, State.OPEN)
PAST = (State.CLOSED, State.SIGNING, State.SIGNED)
TABS = {"coming": COMING, "past": PAST, "cancelled": (State.CANCELLED,)}


def rows(actor: Actor, *, tab: str, text: str, mine: bool, state: str = "") -> QuerySet[Meeting]:
    """What a list shows: of this tab, holding every word, chaired or kept by the reader where asked."""
    found = Meeting.objects.visible_to(actor).filter(state__in=TABS.get(tab, COMING))
    for word in text.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(reference__icontains=word) | Q(place__icontains=word))
    if mine:
        key = actor.person_id
        found = found.filter(Q(chair=key) | Q(secretary=key) | Q(convened_by=key))
    if state in State.values:
        found = found.filter(state=state)
    return found.select_related("administration", "chair")


def listed(actor: Actor, *, before: str = "", after: str = "", **asked: Any) -> tuple[list[Meeting], str, str]:
    """A page of them: what comes is read from now on, what is past backwards (1 query)."""
    downwards = asked["tab"] != "coming"
    return keyset.read(rows(actor, **asked), F("starts_at"), downwards=downwards, size=SIZE, before=before, after=after)


def lines(found: QuerySet[Meeting], country: str) -> Iterator[list[Any]]:
    """For a spreadsheet: the hours are the legal ones."""
    zone = calendars.zone(country)
    for one in found.order_by("starts_at", "pk")[:5000]:
        yield [
            one.title,
            one.starts_at.astimezone(zone).replace(tzinfo=None),
            one.minutes,
            one.place or str(one.get_room_display()),
            one.chair.name_ar,
            str(one.get_state_display()),
            one.reference,
        ]


def head() -> list[str]:
    return [_("Subject"), _("Starts at"), _("Minutes"), _("Place"), _("Chair"), _("State"), _("Number of the minutes")]


@dataclass
class Day:
    day: date
    inside: bool
    meetings: list[Meeting] = field(default_factory=list)


def month(actor: Actor, country: str, year: int, number: int) -> list[list[Day]]:
    """The weeks of a month, from the day on which weeks begin there, with what is held on each day (1 query)."""
    first_day = (calendars.profile(country).week_starts_on - 1) % 7
    weeks = calendar.Calendar(first_day).monthdatescalendar(year, number)
    zone = calendars.zone(country)
    start = datetime.combine(weeks[0][0], time.min, zone)
    end = datetime.combine(weeks[-1][-1] + timedelta(days=1), time.min, zone)
    found = Meeting.objects.visible_to(actor).filter(starts_at__gte=start, starts_at__lt=end)
    days = {day: Day(day, day.month == number) for week in weeks for day in week}
    for one in found.exclude(state=State.CANCELLED).select_related("administration").order_by("starts_at"):
        days[one.starts_at.astimezone(zone).date()].meetings.append(one)
    return [[days[day] for day in week] for week in weeks]


@dataclass
class Present:
    """A participant as the room shows them."""

    participant: Participant
    stay: Attendance | None = None
    turn: Speech | None = None

    @property
    def speaks(self) -> bool:
        return self.turn is not None and self.turn.given_at is not None


@dataclass
class InRoom:
    """Who is here, who is missing, who waits to speak."""

    here: list[Present]
    away: list[Present]
    queue: list[Present]
    speaking: Present | None
    agree: int
    against: int
    silent: int


def in_room(meeting: Meeting) -> InRoom:
    """The room as it is now (3 queries)."""
    people = Participant.objects.filter(meeting=meeting, removed_at=None)
    found = {one.pk: Present(one) for one in people}
    for stay in Attendance.objects.filter(participant__meeting=meeting, left_at=None):
        if stay.participant_id in found:
            found[stay.participant_id].stay = stay
    queue = []
    for turn in Speech.objects.filter(participant__meeting=meeting, ended_at=None):
        if turn.participant_id in found:
            found[turn.participant_id].turn = turn
            queue.append(found[turn.participant_id])
    order = list(Role)
    everyone = sorted(found.values(), key=lambda one: (order.index(Role(one.participant.role)), one.participant.pk))
    return InRoom(
        here=[one for one in everyone if one.stay],
        away=[one for one in everyone if not one.stay],
        queue=[one for one in queue if not one.speaks],
        speaking=next((one for one in queue if one.speaks), None),
        agree=sum(one.participant.consent is True for one in everyone),
        against=sum(one.participant.consent is False for one in everyone),
        silent=sum(one.participant.consent is None for one in everyone),
    )
