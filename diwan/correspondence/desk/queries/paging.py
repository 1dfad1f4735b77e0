"""One page of a folder, read on from a place: the thousandth page costs what the first does, and no row is shown twice
or skipped because others came in meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Case, DateField, F, Func, SmallIntegerField, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Extract
from django.db.models.lookups import GreaterThan, LessThan

from diwan.correspondence.letters.api import Priority

from ..enums import Folder
from .asking import narrowed
from .folders import rows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .asking import Asked
    from .sitting import Sitting

SIZE = 40
RANKS = {Priority.VERY_URGENT: 0, Priority.URGENT: 1}
# The folders that are looked through backwards: newest first, by this moment.
RECENT: dict[str, Any] = {
    Folder.COPIES: F("given_at"),
    Folder.DRAFTS: F("begun_at"),
    Folder.DONE: Coalesce(F("ended_at"), F("answered_at")),
}
LETTER = ("reference", "subject", "correspondent", "priority", "kind", "state", "level", "office_id", "registered_at")
INSTRUCTION = (
    "letter_id",
    "unit_id",
    "post_id",
    "verb",
    "lead",
    "text",
    "given_at",
    "due_on",
    "state",
    "seen_at",
    "answered_at",
    "ended_at",
    "dispatch__post_id",
)


class Together(Func):
    """`(a, b, c)`, compared as one."""

    template = "(%(expressions)s)"
    output_field = TextField()  # asked for by a comparison; never read


@dataclass(frozen=True)
class Page:
    """One page; `before` and `after` are places to read on from, "" where the list ends."""

    rows: list[Any]
    before: str
    after: str


@dataclass(frozen=True)
class Place:
    """A place in the order of a folder. `day` is that by which lateness was judged on the first page: past midnight the
    pages that follow still follow."""

    day: date
    keys: tuple[Any, ...] = ()
    back: bool = False

    def token(self, row: Any, names: tuple[str, ...]) -> str:
        return "~".join([self.day.isoformat(), *(written(getattr(row, name)) for name in names)])


def page(sitting: Sitting, asked: Asked, *, before: str = "", after: str = "", size: int = SIZE) -> Page:
    """A page of a folder (1 query, and those of `sitting.visible` and `sitting.offices`).

    What is late or about to be comes first by its due date, then the rest by priority, newest first.
    """
    held = narrowed(rows(sitting, asked.folder), asked, sitting)
    return turned(held, asked, sitting, before=before, after=after, size=size)


def turned(held: QuerySet, asked: Asked, sitting: Sitting, *, before: str, after: str, size: int = SIZE) -> Page:
    """The page of these rows that follows a place, or goes before it."""
    place = placed(before or after, back=bool(before), today=sitting.today)
    keys, falling = order(asked, sitting, place.day)
    names = tuple(keys)
    held = held.annotate(**keys)
    downwards = falling != place.back
    if place.keys and len(place.keys) == len(names):
        beyond = LessThan if downwards else GreaterThan
        held = held.filter(beyond(Together(*map(F, names)), Together(*map(Value, place.keys))))
    held = held.order_by(*(f"-{name}" if downwards else name for name in names))
    found = list(slim(held, asked)[: size + 1])
    more, found = len(found) > size, found[:size]
    if place.back:
        found.reverse()
    first, last = (place.token(found[0], names), place.token(found[-1], names)) if found else ("", "")
    has_before, has_after = (more, bool(place.keys)) if place.back else (bool(place.keys), more)
    return Page(found, first if has_before else "", last if has_after else "")


def ids(sitting: Sitting, asked: Asked, limit: int) -> list[int]:
    """The numbers of all rows that answer what is asked, in their order, at most `limit`."""
    keys, falling = order(asked, sitting, sitting.today)
    held = narrowed(rows(sitting, asked.folder), asked, sitting).annotate(**keys)
    return list(held.order_by(*(f"-{key}" if falling else key for key in keys)).values_list("pk", flat=True)[:limit])


def order(asked: Asked, sitting: Sitting, day: date) -> tuple[dict[str, Any], bool]:
    """What a folder is sorted by, and whether downwards."""
    if asked.folder in RECENT:
        return {"key": RECENT[asked.folder], "tie": F("pk")}, True
    arrival = "registered_at" if asked.of_letters else "given_at"
    priority = "priority" if asked.of_letters else "letter__priority"
    pressing = Case(
        When(due_on__lte=sitting.soon(day), then=F("due_on")), default=Value(date.max), output_field=DateField()
    )
    rank = Case(
        *(When(**{priority: key}, then=Value(n)) for key, n in RANKS.items()),
        default=Value(len(RANKS)),
        output_field=SmallIntegerField(),
    )
    newest = Cast(Extract(F(arrival), "epoch") * Value(-1_000_000), BigIntegerField())
    return {"pressing": pressing, "rank": rank, "newest": newest, "tie": F("pk") * Value(-1)}, False


def slim(held: QuerySet, asked: Asked) -> QuerySet:
    """Only what a row shows: the text of a letter stays where it is."""
    if asked.of_letters:
        return held.only(*LETTER, "due_on", "unit_id", "begun_at")
    fields = (*INSTRUCTION, *(f"letter__{name}" for name in LETTER))
    return held.select_related("letter", "dispatch").only(*fields)


def placed(token: str, *, back: bool, today: date) -> Place:
    """The place a token names; one that cannot be read names the beginning."""
    day, *keys = token.split("~")
    try:
        return Place(date.fromisoformat(day), tuple(map(read, keys)), back)
    except ValueError:
        return Place(today)


def written(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def read(text: str) -> Any:
    if "T" in text:
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if text.count("-") == 2 else int(text)
