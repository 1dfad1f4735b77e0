"""Who may act for a post at a moment: its holder, who stands in for them, or who holds a mandate of theirs.

A mandate to sign (تفويض الإمضاء, délégation de signature) is personal: it falls when whoever gave it leaves the post,
and is handed on only where it says so. Plain values, so that the simulator can ask the same question of days to come
and the operations of this very second.
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


@dataclass
class Directory:
    """Who sits where and by what mandate, for the posts of a question. `away` are absences known or supposed."""

    sittings: dict[int, list[Sitting]] = field(default_factory=dict)
    mandates: dict[int, list[Mandate]] = field(default_factory=dict)
    above: dict[int, int] = field(default_factory=dict)  # the post of the head above
    away: dict[int, list[Span]] = field(default_factory=dict)

    def present(self, person: int, at: datetime) -> bool:
        return not any(span.holds(at) for span in self.away.get(person, ()))


ORDER = list(Basis)


def authorities(directory: Directory, post: int, matter: Matter, at: datetime) -> list[Authority]:
    """Everybody who may act for this post on this matter now, the holder first. Absence takes no authority away."""
    found = [
        Authority(sitting.person, post, sitting.basis)
        for sitting in directory.sittings.get(post, ())
        if sitting.span.holds(at)
    ]
    found += [
        Authority(mandate.person, post, Basis.MANDATE, mandate.id)
        for mandate in directory.mandates.get(post, ())
        if in_force(directory, mandate, matter, at)
    ]
    return sorted(found, key=lambda one: ORDER.index(one.basis))


def in_force(directory: Directory, mandate: Mandate, matter: Matter, at: datetime) -> bool:
    """Whether a mandate lets its person act on this matter now, and everything it stands on does too."""
    if not mandate.span.holds(at) or not covers(mandate, matter):
        return False
    if mandate.parent is None:
        return any(
            sitting.person == mandate.giver and sitting.basis == Basis.HOLDER and sitting.span.holds(at)
            for sitting in directory.sittings.get(mandate.post, ())
        )
    parent = next((m for m in directory.mandates.get(mandate.post, ()) if m.id == mandate.parent), None)
    return (
        parent is not None
        and parent.onward
        and parent.person == mandate.giver
        and in_force(directory, parent, matter, at)
    )


def covers(mandate: Mandate, matter: Matter) -> bool:
    """Whether the matter is within what the mandate says: an amount that is not known is above any limit."""
    return (
        (not mandate.types or not mandate.types.isdisjoint(matter.types))
        and (not mandate.kinds or matter.kind in mandate.kinds)
        and (mandate.up_to is None or (matter.amount is not None and matter.amount <= mandate.up_to))
        and matter.path.startswith(mandate.path)
    )


def owners(directory: Directory, post: int, matter: Matter, at: datetime) -> list[Authority]:
    """Who answers for a turn: whoever may act for the post; where nobody may, the first head above where somebody sits.

    Empty only when nobody sits in any post above: whoever administers the circuits then owns it.
    """
    seen: set[int] = set()
    current: int | None = post
    while current is not None and current not in seen:
        seen.add(current)
        found = authorities(directory, current, matter, at)
        if found:
            return found if current == post else [Authority(one.person, current, Basis.RAISED) for one in found]
        current = directory.above.get(current)
    return []


def by_person(found: Iterable[Authority], person: int) -> Authority | None:
    """The best title of a person among these."""
    return next((one for one in found if one.person == person), None)
