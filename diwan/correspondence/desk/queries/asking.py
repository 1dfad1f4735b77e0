"""What is asked of an inbox: a folder and a filter; also the address of the page, and what a saved view keeps."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from diwan.correspondence.letters import api as letters

from ..enums import OF_LETTERS, Folder

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .sitting import Sitting

WEEK = timedelta(days=7)
LATE, SOON, THIS_WEEK, NO_DATE = "late", "soon", "week", "none"


@dataclass(frozen=True)
class Asked:
    """Each field is a parameter of the address; its default asks nothing."""

    folder: str = Folder.TODO
    post: int = 0
    q: str = ""
    due: str = ""
    verb: str = ""
    unit: int = 0
    priority: str = ""
    plan_class: int = 0
    correspondent: str = ""
    unread: bool = False

    @property
    def query(self) -> str:
        """The address that asks this, always in the same order; the folder is always said."""
        said = ((f.name, getattr(self, f.name)) for f in fields(self) if getattr(self, f.name) != f.default)
        asked = [(name, "1" if value is True else str(value)) for name, value in said if name != "folder"]
        return urlencode([("folder", str(self.folder)), *asked])

    @property
    def filters(self) -> bool:
        return self != Asked(folder=self.folder, post=self.post)

    @property
    def of_letters(self) -> bool:
        return self.folder in OF_LETTERS

    def with_(self, **changes: Any) -> Asked:
        return replace(self, **changes)

    def without(self, *names: str) -> Asked:
        blank: dict[str, Any] = {f.name: f.default for f in fields(self)}
        return replace(self, **{name: blank[name] for name in names})


def narrowed(rows: QuerySet, asked: Asked, sitting: Sitting) -> QuerySet:
    """The rows of a folder that answer the rest of what is asked."""
    prefix = "" if asked.of_letters else "letter__"
    condition = due(asked.due, sitting)
    if asked.verb and not asked.of_letters:
        condition &= Q(verb=asked.verb)
    if asked.unread and not asked.of_letters:
        condition &= Q(seen_at=None)
    if asked.unit:
        condition &= Q(unit_id=asked.unit)
    if asked.priority:
        condition &= Q(**{f"{prefix}priority": asked.priority})
    if asked.plan_class:
        condition &= Q(**{f"{prefix}plan_class_id": asked.plan_class})
    rows = rows.filter(condition)
    for text in filter(None, (asked.q, asked.correspondent)):
        rows = rows.filter(found(text, asked))
    return rows


def found(text: str, asked: Asked) -> Any:
    """The letter of the row holds these words: asked of each row, not of all letters."""
    holding = letters.Letter.objects.filter(pk=OuterRef("pk" if asked.of_letters else "letter_id")).holding(text)
    return Exists(holding)


def due(asked: str, sitting: Sitting) -> Q:
    """By what is left of the time given, counted on the calendar of the country."""
    today = sitting.today
    if asked == LATE:
        return Q(due_on__lt=today)
    if asked == SOON:
        return Q(due_on__range=(today, sitting.soon(today)))
    if asked == THIS_WEEK:
        return Q(due_on__range=(today, today + WEEK))
    return Q(due_on=None) if asked == NO_DATE else Q()
