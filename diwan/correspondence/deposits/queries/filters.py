"""What a clerk may ask of the queue: one filter, which is also the address of the page and what a saved view keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Exists, OuterRef, Q

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.arabic import normalise

from ..enums import OPEN, State, StepKind
from ..models import PROCESS, WORDS, Deposit, Message, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor, OfficeCard

OPEN_STATES = "open"
DUE, NEWEST, OLDEST = "due", "new", "old"
SOON, WEEK = timedelta(days=2), timedelta(days=7)  # calendar days before the last one
# Moments of a letter by which a period is chosen; the first three stand on the letter itself, the others are its steps.
MOMENTS = ("registered", "opened", "decided", "accepted", "returned", "forwarded", "answered")
ON_THE_LETTER = {"registered": "registered_at", "opened": "opened_at", "decided": "decided_at"}
CLINGING = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{2})")  # as in the function deposits_words


@dataclass(frozen=True)
class Filter:
    """Each field is a parameter of the address; the empty value asks nothing."""

    state: str = ""
    q: str = ""
    office: int = 0
    procedure: int | None = None  # 0: letters under no procedure
    channel: str = ""
    unit: int = 0
    due: str = ""
    kind: str = ""
    moment: str = ""
    since: date | None = None
    until: date | None = None
    unread: bool = False
    same: bool = False
    sort: str = ""

    @property
    def query(self) -> str:
        """The address that asks this, always in the same order."""
        asked = ((f.name, getattr(self, f.name)) for f in fields(self))
        return urlencode([(name, _written(value)) for name, value in asked if value != "" and _asks(name, value)])

    def without(self, *names: str) -> Filter:
        blank: dict[str, Any] = {f.name: f.default for f in fields(self)}
        return replace(self, **{name: blank[name] for name in names})

    def with_(self, **changes: Any) -> Filter:
        return replace(self, **changes)

    @property
    def order(self) -> str:
        """What is owed comes first by its due date; what is closed, newest first."""
        return self.sort or (DUE if self.state in (*OPEN, OPEN_STATES) else NEWEST)


def _asks(name: str, value: Any) -> bool:
    return value is not None if name == "procedure" else bool(value) or name == "state"


def _written(value: Any) -> str:
    return "1" if value is True else value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Place:
    """Whose letters an actor processes, and which day it is there."""

    offices: tuple[OfficeCard, ...]
    today: date

    @property
    def ids(self) -> list[int]:
        return [office.id for office in self.offices]

    @property
    def country(self) -> str:
        return self.offices[0].country if self.offices else "MA"

    def starts(self, day: date) -> datetime:
        """The first moment of a legal day."""
        return datetime(day.year, day.month, day.day, tzinfo=calendars.zone(self.country)).astimezone(UTC)


def place_of(actor: Actor, now: datetime) -> Place:
    """The offices over which this actor holds the right (1 query). Legal days are those of the first one's country."""
    offices = tuple(organisations.offices_within(actor, PROCESS, now))
    return Place(offices, calendars.local_day(now, offices[0].country if offices else "MA"))


def letters(place: Place) -> QuerySet[Deposit]:
    """The same rows as `visible_to(actor)`, asked by the numbers of the offices: the indexes begin so."""
    return Deposit.objects.filter(office_id__in=place.ids)


def matching(place: Place, asked: Filter, *, but: Sequence[str] = ()) -> QuerySet[Deposit]:
    """The letters that answer a filter, save the parts named in `but`."""
    rows = letters(place)
    for part, condition in CONDITIONS.items():
        if part not in but:
            wanted = condition(asked, place)
            rows = rows.filter(wanted) if wanted is not None else rows
    return searched(rows, asked.q)


def searched(rows: QuerySet[Deposit], text: str) -> QuerySet[Deposit]:
    """The letters whose reference, name, subject or text hold a word that begins with each of those typed."""
    words = re.findall(r"\w+", normalise(text))[:12]
    if not words:
        return rows
    terms = " & ".join(_term(word) for word in words)
    found = SearchQuery(terms, search_type="raw", config="simple")
    words_of = WORDS.copy()
    words_of.output_field = SearchVectorField()
    return rows.alias(words=words_of).filter(words=found)


def _term(word: str) -> str:
    bare = CLINGING.sub("", word)
    return f"{word}:*" if bare == word else f"({word}:* | {bare}:*)"


def _state(asked: Filter, place: Place) -> Q | None:
    if asked.state == OPEN_STATES:
        return Q(state__in=OPEN)
    return Q(state=asked.state) if asked.state else None


def _due(asked: Filter, place: Place) -> Q | None:
    spans = {"soon": SOON, "week": WEEK}
    if asked.due == "late":
        return Q(state__in=OPEN, due_on__lt=place.today)
    if asked.due in spans:
        return Q(state__in=OPEN, due_on__range=(place.today, place.today + spans[asked.due]))
    if asked.due == "suspended":
        return Q(state=State.INCOMPLETE, clock_started_on__isnull=False)
    return Q(due_on=None) if asked.due == "none" else None


def _period(asked: Filter, place: Place) -> Q | None:
    if not (asked.moment or asked.since or asked.until):
        return None
    moment = asked.moment or "registered"
    field = ON_THE_LETTER.get(moment, "at")
    span = Q()
    if asked.since:
        span &= Q(**{f"{field}__gte": place.starts(asked.since)})
    if asked.until:
        span &= Q(**{f"{field}__lt": place.starts(asked.until + timedelta(days=1))})
    if field == "at":
        return Q(Exists(Step.objects.filter(span, deposit=OuterRef("pk"), kind=StepKind(moment))))
    return span & Q(**{f"{field}__isnull": False})


def _procedure(asked: Filter, place: Place) -> Q | None:
    if asked.procedure is None:
        return None
    return Q(procedure_version__procedure_id=asked.procedure) if asked.procedure else Q(procedure_version=None)


def _same(asked: Filter, place: Place) -> Q | None:
    """Marked as the same letter as another, or of the same words and pieces."""
    if not asked.same:
        return None
    twins = Deposit.objects.filter(fingerprint=OuterRef("fingerprint"), office_id=OuterRef("office_id"))
    return Q(duplicate_of__isnull=False) | Q(Exists(twins.exclude(pk=OuterRef("pk"))))


def _unread(asked: Filter, place: Place) -> Q | None:
    written = Message.objects.filter(deposit=OuterRef("pk"), from_office=False, read_at=None)
    return Q(Exists(written)) if asked.unread else None


CONDITIONS = {
    "state": _state,
    "office": lambda asked, place: Q(office_id=asked.office) if asked.office else None,
    "procedure": _procedure,
    "channel": lambda asked, place: Q(channel=asked.channel) if asked.channel else None,
    "unit": lambda asked, place: Q(unit_id=asked.unit) if asked.unit else None,
    "due": _due,
    "kind": lambda asked, place: Q(applicant_kind=asked.kind) if asked.kind else None,
    "period": _period,
    "unread": _unread,
    "same": _same,
}
