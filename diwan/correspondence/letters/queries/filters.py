"""What may be asked of the list of letters: one filter, which is also the address of the page."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit import keyset

from ..enums import OPEN, State
from ..models import DUE_FIRST, Letter, Party, PlanClass

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

PAGE_SIZE = 40
OPEN_STATES = "open"
DUE, NEWEST, OLDEST = "due", "new", "old"
SOON, WEEK = timedelta(days=2), timedelta(days=7)
ORDERS: dict[str, tuple[Any, bool]] = {
    DUE: (DUE_FIRST, False),
    NEWEST: (F("registered_at"), True),
    OLDEST: (F("registered_at"), False),
}


@dataclass(frozen=True)
class Filter:
    """Each field is a parameter of the address; the empty value asks nothing."""

    q: str = ""
    kind: str = ""
    state: str = ""
    office: int = 0
    unit: int = 0
    level: str = ""
    plan_class: int = 0
    dossier: int = 0
    correspondent: str = ""
    due: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = ""

    @property
    def query(self) -> str:
        """The address that asks this, always in the same order."""
        asked = ((f.name, getattr(self, f.name)) for f in fields(self))
        return urlencode(
            [(name, value.isoformat() if isinstance(value, date) else value) for name, value in asked if value]
        )

    def without(self, *names: str) -> Filter:
        blank: dict[str, Any] = {f.name: f.default for f in fields(self)}
        return replace(self, **{name: blank[name] for name in names})

    def with_(self, **changes: Any) -> Filter:
        return replace(self, **changes)

    @property
    def order(self) -> str:
        return self.sort or NEWEST


@dataclass(frozen=True)
class Day:
    """Which day it is where the reader sits, and where its hours begin."""

    today: date
    country: str

    def starts(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=calendars.zone(self.country)).astimezone(UTC)


def day_of(actor: Actor, now: datetime) -> Day:
    """Legal days are those of the first administration in which one sits (1 query)."""
    house = next((seat.administration_id for seat in actor.seats), None)
    country = organisations.root_unit(house).administration.country if house else "MA"
    return Day(calendars.local_day(now, country), country)


def matching(actor: Actor, asked: Filter, day: Day) -> QuerySet[Letter]:
    """The letters with a number that this actor may read and that answer a filter."""
    rows = Letter.objects.visible_to(actor).exclude(state=State.DRAFT)
    for condition in CONDITIONS:
        wanted = condition(asked, day)
        rows = rows.filter(wanted) if wanted is not None else rows
    return rows.holding(asked.q) if asked.q else rows


def page(actor: Actor, asked: Filter, day: Day, *, before: str = "", after: str = "") -> tuple[list[Letter], str, str]:
    """A page of the list, and the places before and after it (2 queries)."""
    expression, downwards = ORDERS[asked.order]
    rows = matching(actor, asked, day).select_related("administration", "plan_class")
    light = rows.defer("body", "content", "search_text", "audience")
    return keyset.read(light, expression, downwards=downwards, size=PAGE_SIZE, before=before, after=after)


def ids_of(actor: Actor, asked: Filter, day: Day, limit: int) -> list[int]:
    """The numbers of all that answer a filter, in its order, at most `limit`."""
    expression, downwards = ORDERS[asked.order]
    sign = "-" if downwards else ""
    found = matching(actor, asked, day).alias(key=expression).order_by(f"{sign}key", f"{sign}pk")
    return list(found.values_list("pk", flat=True)[:limit])


def _state(asked: Filter, day: Day) -> Q | None:
    if asked.state == OPEN_STATES:
        return Q(state__in=OPEN)
    return Q(state=asked.state) if asked.state else None


def _due(asked: Filter, day: Day) -> Q | None:
    spans = {"soon": SOON, "week": WEEK}
    if asked.due == "late":
        return Q(state__in=OPEN, due_on__lt=day.today)
    if asked.due in spans:
        return Q(state__in=OPEN, due_on__range=(day.today, day.today + spans[asked.due]))
    return Q(due_on=None) if asked.due == "none" else None


def _period(asked: Filter, day: Day) -> Q | None:
    span = Q()
    if asked.since:
        span &= Q(registered_at__gte=day.starts(asked.since))
    if asked.until:
        span &= Q(registered_at__lt=day.starts(asked.until + timedelta(days=1)))
    return span if span else None


def _class(asked: Filter, day: Day) -> Q | None:
    """The class and all that is below it."""
    if not asked.plan_class:
        return None
    within = PlanClass.objects.filter(path__contains=f"/{asked.plan_class}/")
    return Q(plan_class__in=within)


def _correspondent(asked: Filter, day: Day) -> Q | None:
    """A party whose name holds it, as it is written."""
    if not asked.correspondent:
        return None
    return Q(Exists(Party.objects.filter(letter=OuterRef("pk"), name__icontains=asked.correspondent)))


CONDITIONS = (
    _state,
    _due,
    _period,
    _class,
    _correspondent,
    lambda asked, day: Q(kind=asked.kind) if asked.kind else None,
    lambda asked, day: Q(office_id=asked.office) if asked.office else None,
    lambda asked, day: Q(unit_id=asked.unit) if asked.unit else None,
    lambda asked, day: Q(level=asked.level) if asked.level else None,
    lambda asked, day: Q(dossier_id=asked.dossier) if asked.dossier else None,
)
