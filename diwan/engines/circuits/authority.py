"""Who may act for a post at a moment: its holder, who stands in for them, or who holds a mandate of theirs.

- A mandate to sign (تفويض الإمضاء, délégation de signature) is personal and strict: it falls when whoever gave it
  leaves the post, covers what it says and nothing near it, and is handed on only where it says so.
- Absence takes no authority away: somebody on leave who acts has acted. It changes what is forecast, not what is valid.
- A post signs up to its ceiling. Above it, or where nobody may act for the post, the matter goes up to the first head
  of the same tree who may: a superior has the powers of those below (pouvoir hiérarchique), a neighbour has not.
  There they act in person or by interim; a mandate of theirs was given for their own post and does not reach down.

Plain values, so that the simulator can ask the same question of days to come and the operations of this very second.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .enums import Basis, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal


@dataclass(frozen=True)
class Span:
    """From a moment (included) to another (excluded); without end while `ends` is None."""

    starts: datetime
    ends: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.starts <= at and (self.ends is None or at < self.ends)


@dataclass(frozen=True)
class Sitting:
    """Somebody in a post, as its holder or by interim."""

    post: int
    person: int
    basis: Basis
    span: Span


@dataclass(frozen=True)
class Mandate:
    """What a holder lets somebody do in their name; empty `types` or `kinds` mean all that the post may.

    `up_to` is an amount in the money of the country, `path` the part of the tree it is for. `parent` is the mandate it
    was handed on from, allowed by `onward`.
    """

    id: int
    post: int
    giver: int
    person: int
    span: Span
    types: frozenset[int] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    up_to: Decimal | None = None
    path: str = ""
    parent: int | None = None
    onward: bool = False


@dataclass(frozen=True)
class Ceiling:
    """Up to what amount a post signs documents of a type, and of the types below it."""

    type: int
    up_to: Decimal


@dataclass(frozen=True)
class Matter:
    """What is to be decided: the type of the document (and the types above it), its amount, where it is from."""

    kind: Kind
    types: frozenset[int] = frozenset()
    amount: Decimal | None = None
    path: str = ""


@dataclass(frozen=True)
class Authority:
    person: int
    post: int
    basis: Basis
    mandate: int | None = None


NOBODY: frozenset[int] = frozenset()
DEEPEST = 20
"""Mandates handed on more often than this stand on nothing: only a fault in the rows makes such a chain."""


@dataclass
class Directory:
    """Who sits where and by what mandate, for the posts of a question. `away` are absences known or supposed."""

    sittings: dict[int, list[Sitting]] = field(default_factory=dict)
    mandates: dict[int, list[Mandate]] = field(default_factory=dict)
    ceilings: dict[int, list[Ceiling]] = field(default_factory=dict)
    above: dict[int, int] = field(default_factory=dict)  # the post of the head above
    away: dict[int, list[Span]] = field(default_factory=dict)

    def present(self, person: int, at: datetime) -> bool:
        return not any(span.holds(at) for span in self.away.get(person, ()))

    def mandate(self, post: int, key: int) -> Mandate | None:
        return next((one for one in self.mandates.get(post, ()) if one.id == key), None)


ORDER = list(Basis)


def authorities(
    directory: Directory, post: int, matter: Matter, at: datetime, barred: frozenset[int] = NOBODY
) -> list[Authority]:
    """Everybody who may act for this post on this matter now, the holder first; nobody when it is above its ceiling.

    `barred` did a step that must be another's: neither they nor anybody in their name.
    """
    if not within_ceiling(directory, post, matter):
        return []
    found = _seated(directory, post, at, barred)
    found += [
        Authority(mandate.person, post, Basis.MANDATE, mandate.id)
        for mandate in directory.mandates.get(post, ())
        if in_force(directory, mandate, matter, at) and barred.isdisjoint(givers(directory, mandate) | {mandate.person})
    ]
    return sorted(found, key=lambda one: ORDER.index(one.basis))


def _seated(directory: Directory, post: int, at: datetime, barred: frozenset[int]) -> list[Authority]:
    return [
        Authority(sitting.person, post, sitting.basis)
        for sitting in directory.sittings.get(post, ())
        if sitting.span.holds(at) and sitting.person not in barred
    ]


def within_ceiling(directory: Directory, post: int, matter: Matter) -> bool:
    """Whether a post may sign this: under each of its ceilings; an amount that is not known is above any."""
    return matter.kind != Kind.SIGNATURE or all(
        matter.amount is not None and matter.amount <= ceiling.up_to
        for ceiling in directory.ceilings.get(post, ())
        if ceiling.type in matter.types
    )


def in_force(directory: Directory, mandate: Mandate, matter: Matter, at: datetime) -> bool:
    """Whether a mandate lets its person act on this matter now: it stands, and it and all it stands on cover it."""
    if not stands(directory, mandate, at):
        return False
    current: Mandate | None = mandate
    while current is not None:
        if not covers(current, matter):
            return False
        current = directory.mandate(current.post, current.parent) if current.parent is not None else None
    return True


def stands(directory: Directory, mandate: Mandate, at: datetime, depth: int = 0) -> bool:
    """Whether a mandate is in its dates, and so is what it stands on, down to a holder who still holds the post."""
    if not mandate.span.holds(at) or depth > DEEPEST:
        return False
    if mandate.parent is None:
        return any(
            sitting.person == mandate.giver and sitting.basis == Basis.HOLDER and sitting.span.holds(at)
            for sitting in directory.sittings.get(mandate.post, ())
        )
    parent = directory.mandate(mandate.post, mandate.parent)
    return (
        parent is not None
        and parent.onward
        and parent.person == mandate.giver
        and stands(directory, parent, at, depth + 1)
    )


def givers(directory: Directory, mandate: Mandate) -> frozenset[int]:
    """Those in whose name somebody acts by this mandate: whoever gave it, and those it was handed on from."""
    found: set[int] = set()
    current: Mandate | None = mandate
    while current is not None and current.giver not in found:
        found.add(current.giver)
        current = directory.mandate(current.post, current.parent) if current.parent is not None else None
    return frozenset(found)


def covers(mandate: Mandate, matter: Matter) -> bool:
    """Whether the matter is within what the mandate says: an amount that is not known is above any limit."""
    return (
        (not mandate.types or not mandate.types.isdisjoint(matter.types))
        and (not mandate.kinds or matter.kind in mandate.kinds)
        and (mandate.up_to is None or (matter.amount is not None and matter.amount <= mandate.up_to))
        and matter.path.startswith(mandate.path)
    )


def owners(
    directory: Directory, post: int, matter: Matter, at: datetime, barred: frozenset[int] = NOBODY
) -> list[Authority]:
    """Who answers for a turn: whoever may act for the post; where nobody may, whoever sits in the first post above it
    that may.

    Empty only when nobody above may either: whoever draws the circuits puts the turn before another post (`reassign`).
    """
    found = authorities(directory, post, matter, at, barred)
    current, seen = directory.above.get(post), {post}
    while not found and current is not None and current not in seen:
        seen.add(current)
        if within_ceiling(directory, current, matter):
            sitting = _seated(directory, current, at, barred)
            found = [Authority(one.person, current, Basis.RAISED) for one in sitting]
        current = directory.above.get(current)
    return found


def by_person(found: Iterable[Authority], person: int) -> Authority | None:
    """The best title of a person among these."""
    return next((one for one in found if one.person == person), None)
