"""What stands on the lines of a register is another app's: each registers here how a line of its kind reads.

Registers know that something was numbered, when, and its fingerprint; only its app knows who sent it and what about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """What the book says beside a number. `arrived_on` where the thing came on paper before it was entered."""

    sender: str = ""
    subject: str = ""
    pieces: int = 0
    destination: str = ""
    remark: str = ""
    arrived_on: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of thing that is numbered.

    describe: the lines of some things by their key, in a language, as that actor may read them (None: as they stand in
        the printed book, before whoever leafs through it), in as few queries as it takes for all of them.
    find: the keys of the things whose words hold a text that actor may read, as a queryset to be asked inside another.
    right: who processes such things at an office reads its books.
    """

    label: Any
    describe: Callable[[Iterable[int], str, Actor | None], Mapping[int, Line]]
    find: Callable[[str, Actor], QuerySet]
    right: str


_subjects: dict[str, Subject] = {}
NOTHING = Line()


def register_subject(kind: str, subject: Subject) -> None:
    """Say how lines of that kind read; asked for in `ready()`."""
    _subjects[kind] = subject


def rights() -> set[str]:
    return {subject.right for subject in _subjects.values()}


def lines(keys: Iterable[tuple[str, int]], language: str, actor: Actor | None) -> dict[tuple[str, int], Line]:
    """How each of these things reads, one round of queries a kind; a kind nobody registered reads as nothing."""
    by_kind: dict[str, list[int]] = {}
    for kind, key in keys:
        by_kind.setdefault(kind, []).append(key)
    return {
        (kind, key): line
        for kind, ids in by_kind.items()
        if kind in _subjects
        for key, line in _subjects[kind].describe(ids, language, actor).items()
    }


def found(text: str, actor: Actor) -> dict[str, QuerySet]:
    """The keys of what holds this text, by kind."""
    return {kind: subject.find(text, actor) for kind, subject in _subjects.items()}
