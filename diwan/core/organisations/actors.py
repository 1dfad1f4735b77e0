"""Who acts, from which seats, and how far: plain values, read from the database once per request."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q
from django.utils.translation import get_language

from .enums import Basis, ReachLevel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

EVERYTHING = "*"
# Every row. Not an empty condition, which would be lost beside another: `Q() | other` is `other`.
EVERYWHERE = ~Q(pk__in=[])


class Placed(Protocol):
    """Anything that stands in the tree: a unit."""

    @property
    def pk(self) -> Any: ...

    @property
    def path(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """Where a unit stands, without the unit."""

    pk: int
    path: str


@dataclass(frozen=True)
class Names:
    """A name in the four languages; the empty ones fall back."""

    ar: str
    fr: str = ""
    en: str = ""
    zgh: str = ""

    def get(self, language: str) -> str:
        """The name in that language, else in the nearest one that the reader of it is likely to read."""
        fallbacks = {"fr": (self.fr, self.en), "en": (self.en, self.fr), "zgh": (self.zgh,)}
        return next(filter(None, fallbacks.get(language, ())), self.ar)

    @property
    def here(self) -> str:
        """The name in the language of the page."""
        return self.get(get_language() or "ar")


@dataclass(frozen=True)
class Look:
    """What an administration's pages bear: its colour (`#rrggbb`) and the few letters of its emblem."""

    accent: str
    emblem: str = ""


@dataclass(frozen=True)
class Seat:
    """A post in which a person sits now, and by what title (`basis`): an act done from it says so."""

    post_id: int
    unit_id: int
    unit_path: str
    administration_id: int
    basis: Basis
    title: Names
    unit_names: Names
    administration_names: Names
    until: datetime | None = None
    is_head: bool = False
    look: Look | None = None

    @property
    def place(self) -> Place:
        return Place(self.unit_id, self.unit_path)

    @property
    def unit_name(self) -> str:
        """The unit, in the language of the page."""
        return self.unit_names.here

    @property
    def administration_name(self) -> str:
        """The administration, in the language of the page."""
        return self.administration_names.here


@dataclass(frozen=True)
class Reach:
    """A right, as far as it extends: one unit, everything below a path, or (path "/") all administrations."""

    right: str
    path: str
    unit_id: int | None = None  # set when only that unit is meant
    seat: Seat | None = None

    def covers(self, unit: Placed) -> bool:
        return unit.pk == self.unit_id if self.unit_id is not None else unit.path.startswith(self.path)

    def gives(self, right: str) -> bool:
        return self.right in (right, EVERYTHING)


@dataclass(frozen=True)
class Actor:
    """Whoever asks. Rights are those of the seats held at the moment it was read, never older.

    `memory` keeps what was read of where these rights reach, once for as long as the actor is used: a request, or one
    item of a long work (see `reached`).
    """

    person_id: int | None
    name: str
    seats: tuple[Seat, ...] = ()
    grants: tuple[Reach, ...] = ()
    name_latin: str = ""
    memory: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_anonymous(self) -> bool:
        return self.person_id is None and not self.grants

    def reach(self, right: str) -> tuple[Reach, ...]:
        """Where the actor holds this right; see `within` for the filter made of it."""
        return tuple(reach for reach in self.grants if reach.gives(right))

    def may(self, right: str, unit: Placed | None = None) -> bool:
        """Whether the actor holds this right: anywhere, or over that unit."""
        return any(unit is None or reach.covers(unit) for reach in self.reach(right))

    def seat_for(self, right: str, unit: Placed) -> Seat | None:
        """The seat from which the actor does this to that unit: as holder if possible, else interim, else delegate."""
        order = list(Basis)
        seats = [reach.seat for reach in self.reach(right) if reach.seat and reach.covers(unit)]
        return min(seats, key=lambda seat: order.index(seat.basis), default=None)

    def sits_in(self, administration_id: int) -> bool:
        return any(seat.administration_id == administration_id for seat in self.seats)


ANONYMOUS = Actor(person_id=None, name="")
SYSTEM = Actor(person_id=None, name="Diwan", grants=(Reach(right=EVERYTHING, path="/"),))


def within(actor: Actor, right: str, unit_field: str = "") -> Q:
    """The filter that keeps the rows over whose unit the actor holds this right.

    `unit_field` leads from the filtered model to the unit (`"office__unit"`); empty on units themselves.
    """
    prefix = f"{unit_field}__" if unit_field else ""
    condition = Q(pk__in=[])
    for reach in actor.reach(right):
        if reach.unit_id is not None:
            condition |= Q(**{f"{prefix}pk": reach.unit_id})
        elif reach.path == "/":
            return EVERYWHERE
        else:
            condition |= Q(**{f"{prefix}path__startswith": reach.path})
    return condition


def within_any(actor: Actor, rights: Iterable[str], unit_field: str = "") -> Q:
    """The same for whoever holds one of these rights."""
    return reduce(or_, (within(actor, right, unit_field) for right in rights), Q(pk__in=[]))


def extent(level: str, unit_id: int, path: str) -> tuple[str, int | None]:
    """The path and unit meant by a level of reach at a unit. An administration is all that is below its root."""
    if level == ReachLevel.UNIT:
        return path, unit_id
    if level == ReachLevel.ADMINISTRATION:
        return f"/{path.split('/')[1]}/", None
    return ("/" if level == ReachLevel.INSTANCE else path), None


def narrowed(path: str, unit_id: int | None, limit: str) -> tuple[str, int | None] | None:
    """What is left of a reach inside the sub-tree `limit`; None when they do not meet."""
    if path.startswith(limit):
        return path, unit_id
    return (limit, None) if unit_id is None and limit.startswith(path) else None


# --- the rights there are ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Right:
    """A right that can be granted to a post. Those that sign or administer ask for a second factor at sign-in."""

    code: str
    label: Any
    needs_second_factor: bool = False


_rights: dict[str, Right] = {}


def register_right(code: str, label: Any, *, needs_second_factor: bool = False) -> None:
    """Make a right known; called in `ready()` of the app that asks for it. `label` is a lazy translation."""
    _rights[code] = Right(code, label, needs_second_factor)


def rights() -> dict[str, Right]:
    """Every right by its code."""
    return dict(_rights)


def needs_second_factor(actor: Actor) -> bool:
    """Whether one of the rights of this actor asks for a second factor."""
    return any(reach.right in _rights and _rights[reach.right].needs_second_factor for reach in actor.grants)
