"""Where a person may go: each app registers its pages here in `ready()`, and the shell shows them.

The shell stands above every app, so it cannot be called by them; they leave word here instead. Nothing is decided
twice: an entry names the right that its view asks for, and the view still asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A page in the side navigation and in the palette.

    section: translatable heading under which the entry stands; "" for the first group, which has none.
    right: code of the right needed to see it; None when everybody signed in may.
    shown: what else decides whether it stands there for this actor; costs no query.
    count: how many things wait there for this actor; asked at each page, so it must be one cheap query.
    bell: whether what waits there is also the number on the bell, counted once for both.
    order: sections follow the lowest order among their entries, entries their own.
    """

    section: Any
    label: Any
    url_name: str
    right: str | None = None
    shown: Callable[[Any], bool] | None = None
    count: Callable[[Any], int] | None = None
    bell: bool = False
    order: int = 100


@dataclass(frozen=True)
class Line:
    """An entry as shown to one person."""

    section: str
    label: str
    url: str
    waiting: int | None
    bell: bool = False


@dataclass(frozen=True)
class Found:
    """One thing found by a search provider: what it is, a line about it, and where it opens."""

    label: str
    detail: str
    url: str


_entries: dict[str, Entry] = {}
_providers: dict[str, tuple[Any, Callable[[Any, str, int], Iterable[Found]]]] = {}


def register(entry: Entry) -> None:
    """Add a page; registering the same address name again replaces it."""
    _entries[entry.url_name] = entry


def register_search(code: str, label: Any, provider: Callable[[Any, str, int], Iterable[Found]]) -> None:
    """Add a source of search results: `provider(actor, text, limit)` gives at most `limit` things the actor may see."""
    _providers[code] = (label, provider)


def lines_for(actor: Any, *, counted: bool = True) -> list[Line]:
    """The pages this actor may open, in order; `counted=False` spares the counting."""
    if not is_person(actor):
        return []
    first: dict[str, int] = {}
    allowed = [entry for entry in _entries.values() if offered(entry, actor)]
    for entry in allowed:
        first[str(entry.section)] = min(entry.order, first.get(str(entry.section), entry.order))
    allowed.sort(key=lambda entry: (first[str(entry.section)], str(entry.section), entry.order))
    return [
        Line(str(e.section), str(e.label), url, e.count(actor) if counted and e.count else None, e.bell)
        for e in allowed
        if (url := address(e.url_name))
    ]


def offered(entry: Entry, actor: Any) -> bool:
    return (entry.right is None or actor.may(entry.right)) and (entry.shown is None or entry.shown(actor))


def sections_for(actor: Any) -> list[tuple[str, list[Line]]]:
    """The same lines, grouped under their headings."""
    return [(section, list(lines)) for section, lines in groupby(lines_for(actor), key=lambda line: line.section)]


def search(actor: Any, text: str, limit: int = 6) -> list[tuple[str, list[Found]]]:
    """What the providers found, by heading; headings with nothing are left out."""
    results = [(str(label), list(provider(actor, text, limit))) for label, provider in _providers.values()]
    return [(label, found) for label, found in results if found]


def is_person(actor: Any) -> bool:
    """Whether somebody signed in stands behind the request."""
    return bool(actor) and getattr(actor, "person_id", None) is not None


def address(url_name: str) -> str:
    """The address, or "" while the app that owns it is not installed."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
