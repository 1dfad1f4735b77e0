"""The instructions of a letter as one tree: who asked whom what, by when, what was answered, closed by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from . import policies
from .enums import DISPATCH, LIVE, State, Verb
from .models import Instruction

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, Names, PostCard
    from diwan.correspondence.letters.api import Letter


@dataclass(slots=True)
class Line:
    """One instruction as it is shown, and what this reader may do with it."""

    row: Instruction
    depth: int
    unit: str
    post: PostCard | None
    giver: PostCard | None
    late: bool
    is_mine: bool = False
    acts: list[str] = field(default_factory=list)
    children: list[Line] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        return self.row.state in LIVE

    @property
    def is_abroad(self) -> bool:
        """Whether the post is no longer the one first asked."""
        return self.row.moved_from_id is not None


@dataclass(frozen=True, slots=True)
class Tree:
    """`lines` in the order they are read, each below what it was passed on from; `mine` wait for this reader."""

    lines: list[Line]
    mine: list[Line]
    live: int
    today: date

    def offered_above(self, instruction_id: int, acts: set[str]) -> None:
        """What a page offers already for one instruction is not offered a second time in its line."""
        for line in self.lines:
            if line.row.pk == instruction_id:
                line.acts = [act for act in line.acts if act not in acts]


def tree(actor: Actor, letter: Letter, now: datetime) -> Tree:
    """All of a letter's instructions (8 queries, however many). The caller has checked that the actor reads it."""
    today = calendars.local_day(now, letter.administration.country)
    rows = list(instructions_of(letter))
    cards = organisations.post_cards(
        {key for row in rows for key in (row.post_id, row.dispatch.post_id) if key is not None}, now
    )
    names = organisations.units_named({row.unit_id for row in rows}, now)
    lines = {row.pk: line_of(actor, row, cards, names, today) for row in rows}
    roots: list[Line] = []
    for row in rows:
        above = lines.get(row.dispatch.parent_id or 0)
        (above.children if above else roots).append(lines[row.pk])
    flat = [line for root in roots for line in walked(root, 0)]
    mine = [line for line in flat if line.is_mine and line.row.state == State.OPEN]
    return Tree(flat, mine, sum(line.is_live for line in flat), today)


def instructions_of(letter: Letter) -> list[Instruction]:
    rows = Instruction.objects.filter(letter=letter).order_by("given_at", "-lead", "pk")
    found = rows.select_related(
        "unit", "dispatch__post__unit", "dispatch__parent", "dispatch__person", "answered_by", "ended_by", "reply"
    )
    for row in (listed := list(found)):
        row.letter = letter
    return listed


def line_of(actor: Actor, row: Instruction, cards: dict[int, PostCard], names: dict[int, Names], today: date) -> Line:
    unit = names[row.unit_id].here if row.unit_id in names else row.unit.code
    post, giver = cards.get(row.post_id or 0), cards.get(row.dispatch.post_id or 0)
    late = row.state == State.OPEN and row.due_on is not None and row.due_on < today
    line = Line(row, 0, unit, post, giver, late)
    line.is_mine = policies.seat_of(actor, row) is not None
    line.acts = acts_for(actor, row, is_mine=line.is_mine)
    return line


def acts_for(actor: Actor, row: Instruction, *, is_mine: bool) -> list[str]:
    """What this actor may do now; the operation decides again."""
    if row.letter.state not in (*letters.OPEN, letters.State.DRAFT):
        return []
    acts = []
    if is_mine and row.state == State.OPEN:
        acts += ["answer"]
        if policies.passing_seat(actor, row, [row.unit]):
            acts += ["pass_on"]
        if row.verb != Verb.INFORM:
            acts += ["give_back"]
    if row.state in (State.OPEN, State.ANSWERED, State.CLOSED) and policies.giving_seat(actor, row):
        above = row.dispatch.parent is None or row.dispatch.parent.state in LIVE
        acts += {
            State.OPEN: ["close", "take_back"],
            State.ANSWERED: ["close", "send_back"],
            State.CLOSED: ["send_back"] if above and row.verb != Verb.INFORM else [],
        }[State(row.state)]
    if row.state == State.OPEN and not is_mine and policies.overseeing_seat(actor, row):
        acts += ["take_over"]
    return acts


def walked(line: Line, depth: int) -> list[Line]:
    line.depth = depth
    return [line, *(found for child in line.children for found in walked(child, depth + 1))]


def parent_for(actor: Actor, letter: Letter) -> Instruction | None:
    """What this actor's giving goes on from: what they were asked, unless they dispatch for the whole office."""
    if actor.may(DISPATCH, letter.office.unit):
        return None
    return own_open(actor, letter)


def own_open(actor: Actor, letter: Letter) -> Instruction | None:
    """What this actor was asked and can pass on: the first given that still waits (1 query)."""
    posts = [seat.post_id for seat in letters.acting_seats(actor)]
    rows = Instruction.objects.filter(letter=letter, state=State.OPEN, post__in=posts).order_by("-lead", "given_at")
    return rows.select_related("unit", "dispatch").first()
