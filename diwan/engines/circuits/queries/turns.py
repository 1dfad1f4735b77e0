"""What awaits somebody, by what title; and who answers for what awaits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from diwan.core.organisations import api as organisations

from .. import authority, machine
from ..enums import Kind, RunState, TurnState
from ..models import Mandate, Run, Turn
from .directory import directory_of
from .runs import as_machine, matter_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

LENT = organisations.Basis.DELEGATION


@dataclass(frozen=True)
class MyTurn:
    """A step that awaits, and the title by which one may take it."""

    turn: Turn
    title: authority.Authority

    @property
    def run(self) -> Run:
        return self.turn.run


def my_turns(actor: Actor, now: datetime, subject_kind: str = "") -> list[MyTurn]:
    """The open turns this actor may act on now, the oldest first: of their posts, by interim, by mandate, and those
    below that nobody else may take. The number of queries does not grow with what awaits (11 at most)."""
    return _turns(actor, now, subject_kind, {seat.post_id for seat in actor.seats if seat.basis != LENT})


def lent_runs(actor: Actor, subject_kind: str) -> list[int]:
    """The runs with an open turn that this actor may act on though it is before none of their posts: by a mandate that
    covers it, or because nobody below may take it. Asked once for as long as the actor is used, and by the clock of
    that moment: for reading, never for an act."""
    key = ("circuits.lent", subject_kind)
    if key not in actor.memory:
        found = _turns(actor, timezone.now(), subject_kind, set())
        actor.memory[key] = sorted({one.turn.run_id for one in found})
    return actor.memory[key]


def _turns(actor: Actor, now: datetime, subject_kind: str, own: set[int]) -> list[MyTurn]:
    """Those of `own` posts, and those lent to this actor or raised to them."""
    if actor.person_id is None:
        return []
    rows = waiting(subject_kind)
    posts = own | set(Mandate.objects.held_by(actor.person_id).values_list("post_id", flat=True))
    below = _below(actor, rows) - posts - {seat.post_id for seat in actor.seats if seat.basis != LENT}
    if not posts | below:
        return []
    directory = directory_of(posts | below, now)
    # Where somebody sits, under no ceiling, and nobody is kept apart, the matter never comes up: most of what is below.
    alone = {post for post in below if not directory.sittings.get(post) or directory.ceilings.get(post)}
    asked = Q(post__in=posts | alone) | Q(post__in=below, apart=True)
    found = list(rows.filter(asked).select_related(*ABOUT).order_by("opened_at", "pk"))
    by_turn = owners_of_all(directory, found, now)
    mine = ((row, authority.by_person(by_turn[row.pk], actor.person_id)) for row in found)
    return [MyTurn(row, title) for row, title in mine if title is not None]


def titles(run: Run, now: datetime) -> dict[int, list[authority.Authority]]:
    """For each open turn of a run, everybody who may act on it now; nobody for those of Diwan or of a guest."""
    rows = list(run.turns.filter(state=TurnState.OPEN).select_related(*ABOUT))
    directory = directory_of([row.post_id for row in rows if row.post_id is not None], now)
    return owners_of_all(directory, rows, now)


ABOUT = ("run__type__parent__parent", "run__unit", "run__version")


def waiting(subject_kind: str = "") -> QuerySet[Turn]:
    """The open turns of what is on its way."""
    rows = Turn.objects.filter(state=TurnState.OPEN, run__state=RunState.RUNNING)
    return rows.filter(run__subject_kind=subject_kind) if subject_kind else rows


def _below(actor: Actor, rows: QuerySet[Turn]) -> set[int]:
    """The posts with open turns in the units this actor heads, and below: what nobody there may take comes up."""
    found: set[int] = set()
    for seat in actor.seats:
        if seat.is_head and seat.basis != LENT:
            below = rows.filter(post__unit__path__startswith=seat.unit_path)
            found |= set(below.order_by().values_list("post_id", flat=True).distinct())
    return found


def owners_of_all(
    directory: authority.Directory, rows: Iterable[Turn], now: datetime
) -> dict[int, list[authority.Authority]]:
    rows = list(rows)
    # Only steps kept apart from others ask who did those: a column says so, and their runs alone are read whole.
    prefetch_related_objects([row.run for row in rows if row.apart], "turns")
    found = {}
    for row in rows:
        barred = machine.NOBODY
        if row.apart:
            moved = as_machine(row.run)
            barred = machine.barred(moved, moved.turn(row.pk))
        matter = matter_of(row.run, Kind(row.kind))
        found[row.pk] = authority.owners(directory, row.post_id, matter, now, barred) if row.post_id is not None else []
    return found
