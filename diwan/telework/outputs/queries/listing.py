"""Lists of tasks: filters, search, pages, and the rows behind a figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import F, Q

from diwan.kit import keyset
from diwan.kit.arabic import normalise

from ..enums import COUNTED, LIVE, OVER, TO_DO, State
from ..models import Task

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor

PAGE_SIZE = 25
EXPORTED = 10_000  # rows of a file
WITH = ("person", "unit", "administration")


@dataclass(frozen=True)
class Asked:
    """What a list is asked: `what` is a state, `live`, `late`, `over` or the name of a figure."""

    what: str = "live"
    person: int | None = None
    since: date | None = None
    until: date | None = None
    q: str = ""

    @property
    def query(self) -> str:
        said = {
            "what": self.what,
            "person": self.person,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "q": self.q,
        }
        return urlencode({name: value for name, value in said.items() if value not in (None, "")})

    def at(self, **changes: Any) -> str:
        return replace(self, **changes).query


def rows_for(actor: Actor, asked: Asked, today: date, *, team: bool) -> Any:
    """The tasks of a team, or one's own, as asked."""
    rows = Task.objects.managed_by(actor) if team else Task.objects.of(actor.person_id or 0)
    rows = rows.filter(condition(asked.what, today))
    if asked.person:
        rows = rows.filter(person=asked.person)
    if asked.since:
        rows = rows.filter(due_on__gte=asked.since)
    if asked.until:
        rows = rows.filter(due_on__lte=asked.until)
    for word in normalise(asked.q).split():
        rows = rows.filter(search_text__contains=word)
    return rows.select_related(*WITH)


def condition(what: str, today: date) -> Q:
    """What a word of the list stands for."""
    came, counted = Q(state__in=(State.DELIVERED, State.ACCEPTED)), Q(state__in=COUNTED)
    known = {
        "all": Q(),
        "live": Q(state__in=(State.PROPOSED, *LIVE)),
        "over": Q(state__in=OVER),
        "overdue": Q(state__in=TO_DO, due_on__lt=today),
        "f-set": counted,
        "f-delivered": came,
        "f-on_time": came & Q(delivered_on__lte=F("due_on")),
        "f-late": came & Q(delivered_on__gt=F("due_on")),
        "f-open": counted & ~came,
        "f-accepted": Q(state=State.ACCEPTED),
        "f-returns": counted & Q(returns__gt=0),
        "f-timed": counted & Q(standard_minutes__isnull=False),
    }
    if what in known:
        return known[what]
    return Q(state=what) if what in State.values else known["live"]


def page(rows: Any, asked: Asked, *, before: str, after: str) -> tuple[list[Any], str, str]:
    """By due date: what is over from the newest, what waits from the nearest."""
    downwards = asked.what in {"over", "all", *OVER} or asked.what.startswith("f-")
    return keyset.read(rows, F("due_on"), downwards=downwards, size=PAGE_SIZE, before=before, after=after)
