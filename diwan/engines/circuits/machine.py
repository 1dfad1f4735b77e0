"""What a folder on its way through a circuit may do, as plain values: no database, no clock, no language.

Every act is a function from a run to the same run changed, or an `Illegal` that says why not. The operations read rows
into a run, let it act and write what changed; the checker, the simulator and the benchmark run the same functions. Who
may act for a post is another question (authority.py): here a person is a number that has been found to have authority.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from .definition import SENDER
from .enums import FINAL, LASTING, TAKEN, WITH_AUTHOR, Kind, RunState, Silence, TurnState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .definition import Definition, Stage, Step


class Why(StrEnum):
    """Why an act is not possible now."""

    NOT_ITS_TURN = "notits_turn"
    NOT_RUNNING = "not_running"
    NOT_WITH_AUTHOR = "not_with_author"
    SAME_PERSON = "same_person"  # the one who did a step that must be another's
    LASTING = "lasting"  # it was signed: that is not taken back
    NUMBERED = "numbered"  # others know it by its number: it is finished, not refused
    ACTED_SINCE = "acted_since"  # somebody acted after it
    NOT_YOURS = "not_yours"
    EMPTY = "empty"  # no step applies
    SAME_POST = "same_post"  # it is before that post already


class Illegal(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Back(StrEnum):
    """Where a refusal sends the folder."""

    AUTHOR = "author"
    PREVIOUS = "previous"


NOBODY: frozenset[int] = frozenset()


@dataclass
class Turn:
    """One step in one round, before one post (None: Diwan itself, or a guest).

    `order` is the act that decided or closed it, `born` the act that made it, `void` the act that sent the folder back
    past it: what was decided then counts no more, and is still told. `behind` are those in whose name `person` acted.
    """

    id: int
    round: int
    stage: int
    step: Step
    post: int | None
    state: TurnState = TurnState.WAITING
    person: int | None = None
    behind: frozenset[int] = NOBODY
    asked_by: int | None = None  # the turn whose post asked this one for a second opinion
    order: int = 0
    born: int = 0
    void: int = 0

    @property
    def decided(self) -> bool:
        return self.state in (TurnState.AGREED, TurnState.PASSED, TurnState.REFUSED)

    @property
    def people(self) -> frozenset[int]:
        """Whoever did it, and those in whose name."""
        return self.behind if self.person is None else self.behind | {self.person}


@dataclass
class Run:
    definition: Definition
    state: RunState = RunState.RUNNING
    round: int = 0
    turns: list[Turn] = field(default_factory=list)
    acts: int = 0
    author: int | None = None

    def turn(self, turn_id: int) -> Turn:
        return next(turn for turn in self.turns if turn.id == turn_id)

    def now(self) -> list[Turn]:
        """The turns of this round that count."""
        return [turn for turn in self.turns if turn.round == self.round and not turn.void]

    def open(self) -> list[Turn]:
        return [turn for turn in self.now() if turn.state == TurnState.OPEN]

    def did(self, kinds: Iterable[Kind]) -> bool:
        """Whether a step of one of these kinds is done in this round."""
        return any(turn.step.kind in kinds and turn.state == TurnState.AGREED for turn in self.now())


def begin(run: Run, steps: Sequence[tuple[int, Step]], posts: Mapping[str, int | None]) -> Run:
    """A round starts: `steps` are those whose conditions hold, with their stage; `posts` says whose each is.

    Raises:
        Illegal: it is on its way already, is over, or nothing applies.
    """
    if run.round and run.state not in WITH_AUTHOR:
        raise Illegal(Why.NOT_WITH_AUTHOR)
    if not steps:
        raise Illegal(Why.EMPTY)
    run.round, run.state = run.round + 1, RunState.RUNNING
    for stage, step in steps:
        _add(run, stage, step, posts[step.key])
    _open_next(run)
    return run


def agree(run: Run, turn_id: int, person: int | None, behind: frozenset[int] = NOBODY) -> Run:
    """A visa, an opinion, a signature: done.

    Raises:
        Illegal
    """
    turn = its_turn(run, turn_id)
    if not barred(run, turn).isdisjoint(behind if person is None else behind | {person}):
        raise Illegal(Why.SAME_PERSON)
    _decide(run, turn, TurnState.AGREED, person, behind)
    if turn.asked_by is None:
        _answers_not_needed(run, turn)
        _go_on(run, turn.stage)
    return run


def refuse(run: Run, turn_id: int, person: int | None, back: Back, behind: frozenset[int] = NOBODY) -> Run:
    """No: one step back, or to the author. Where a quorum can still be reached, the others go on.

    Raises:
        Illegal
    """
    turn = its_turn(run, turn_id)
    if run.did(FINAL):
        raise Illegal(Why.NUMBERED)
    if turn.step.kind == Kind.OPINION:  # for or against: both are answers
        return agree(run, turn_id, person, behind)
    _decide(run, turn, TurnState.REFUSED, person, behind)
    _answers_not_needed(run, turn)
    if not _quorum_possible(run, turn.stage):
        _send_back(run, turn.stage, back)
    return run


def take_back(run: Run, turn_id: int, person: int) -> Run:
    """The right of remorse: what I decided last is undone as long as nobody acted on it.

    Raises:
        Illegal
    """
    turn = run.turn(turn_id)
    if turn.round != run.round or not turn.decided or turn.person != person:
        raise Illegal(Why.NOT_YOURS)
    if turn.state == TurnState.AGREED and turn.step.kind in LASTING:
        raise Illegal(Why.LASTING)
    if turn.order != run.acts or run.state not in (RunState.RUNNING, RunState.RETURNED):
        raise Illegal(Why.ACTED_SINCE)
    undone, run.state = turn.order, RunState.RUNNING
    run.acts += 1
    for other in [one for one in run.turns if one.round == run.round]:
        if other.born == undone:  # asked anew by the act
            other.state, other.order = TurnState.CANCELLED, run.acts
            continue
        if other.void == undone:
            other.void = 0
        if other.order == undone:  # the act itself, and what it had made needless
            other.state = TurnState.OPEN if other.stage == turn.stage else TurnState.WAITING
            other.person, other.behind, other.order = None, NOBODY, 0
        elif other.stage > turn.stage and other.state == TurnState.OPEN:
            other.state = TurnState.WAITING  # what the act had opened
    return run


def recall(run: Run) -> Run:
    """The author takes the folder back, as long as nothing lasting was done.

    Raises:
        Illegal
    """
    if run.state != RunState.RUNNING:
        raise Illegal(Why.NOT_RUNNING)
    if run.did(FINAL):
        raise Illegal(Why.NUMBERED)
    if run.did(LASTING):
        raise Illegal(Why.LASTING)
    run.state, run.acts = RunState.RECALLED, run.acts + 1
    _cancel(run)
    return run


def abandon(run: Run) -> Run:
    """The author gives it up, from wherever it may still be recalled.

    Raises:
        Illegal
    """
    if run.state not in WITH_AUTHOR:
        recall(run)
    run.state, run.acts = RunState.ABANDONED, run.acts + 1
    return run


def hand_on(run: Run, turn_id: int, post: int) -> Turn:
    """The same step before another post, which takes over the turn.

    Raises:
        Illegal
    """
    turn = its_turn(run, turn_id)
    if post == turn.post:
        raise Illegal(Why.SAME_POST)
    run.acts += 1
    turn.state, turn.order = TurnState.HANDED_ON, run.acts
    taken = _add(run, turn.stage, turn.step, post, asked_by=turn.asked_by)
    taken.state = TurnState.OPEN
    for asked in run.now():
        if asked.asked_by == turn.id:
            asked.asked_by = taken.id
    return taken


def ask(run: Run, turn_id: int, opinion: Step, post: int) -> Turn:
    """A second opinion, asked of another post while the turn stays where it is.

    Raises:
        Illegal
    """
    turn = its_turn(run, turn_id)
    if turn.asked_by is not None:
        raise Illegal(Why.NOT_ITS_TURN)
    if post == turn.post or any(one.asked_by == turn.id and one.post == post for one in run.open()):
        raise Illegal(Why.SAME_POST)
    run.acts += 1
    asked = _add(run, turn.stage, opinion, post, asked_by=turn.id)
    asked.state = TurnState.OPEN
    return asked


def lapse(run: Run, turn_id: int, above: int | None) -> bool:
    """The time of a step is over: what its circuit says happens, and whether anything did. `above` is the post a raised
    turn goes to. What lasts is never done by silence.

    Raises:
        Illegal
    """
    turn = its_turn(run, turn_id)
    match turn.step.silence:
        case Silence.PASS if turn.step.kind not in LASTING:
            _decide(run, turn, TurnState.PASSED, None)
            _answers_not_needed(run, turn)
            _go_on(run, turn.stage)
        case Silence.RAISE if above is not None and above != turn.post:
            hand_on(run, turn_id, above)
        case Silence.RETURN if not run.did(FINAL):
            run.acts += 1
            _send_back(run, turn.stage, Back.AUTHOR)
        case _:
            return False
    return True


def its_turn(run: Run, turn_id: int) -> Turn:
    """The turn, when it is open.

    Raises:
        Illegal
    """
    if run.state != RunState.RUNNING:
        raise Illegal(Why.NOT_RUNNING)
    turn = run.turn(turn_id)
    if turn.round != run.round or turn.state != TurnState.OPEN:
        raise Illegal(Why.NOT_ITS_TURN)
    return turn


def barred(run: Run, turn: Turn) -> frozenset[int]:
    """Who may not do this turn: those who did, or in whose name was done, a step that must be another's."""
    found = {run.author} if SENDER in turn.step.apart_from and run.author is not None else set()
    for other in run.now():
        apart = other.step.key in turn.step.apart_from or turn.step.key in other.step.apart_from
        if apart and other is not turn and other.state == TurnState.AGREED:
            found |= other.people
    return frozenset(found)


GONE = (TurnState.HANDED_ON, TurnState.CANCELLED)
PENDING = (TurnState.OPEN, TurnState.WAITING)


# --- the moves --------------------------------------------------------------------------------------------------------


def _add(run: Run, stage: int, step: Step, post: int | None, asked_by: int | None = None) -> Turn:
    # Rows get their keys when they are written; until then a turn is known by a number below zero.
    turn = Turn(min((t.id for t in run.turns if t.id < 0), default=0) - 1, run.round, stage, step, post)
    turn.asked_by, turn.born = asked_by, run.acts
    run.turns.append(turn)
    return turn


def _decide(run: Run, turn: Turn, state: TurnState, person: int | None, behind: frozenset[int] = NOBODY) -> None:
    run.acts += 1
    turn.state, turn.person, turn.behind, turn.order = state, person, behind, run.acts


def _answers_not_needed(run: Run, turn: Turn) -> None:
    """Whoever asked for an opinion decided without it."""
    for asked in run.open():
        if asked.asked_by == turn.id:
            asked.state, asked.order = TurnState.NOT_NEEDED, run.acts


def _stage(run: Run, stage: int) -> list[Turn]:
    """The turns of a stage that count: not those handed on, and not second opinions."""
    return [t for t in run.now() if t.stage == stage and t.asked_by is None and t.state not in GONE]


def _needed(run: Run, stage: int) -> int:
    drawn: Stage = run.definition.stages[stage]
    turns = len(_stage(run, stage))
    return min(drawn.quorum, turns) if drawn.quorum else turns


def _quorum_possible(run: Run, stage: int) -> bool:
    hopeful = [t for t in _stage(run, stage) if t.state in (*TAKEN, TurnState.OPEN)]
    return len(hopeful) >= _needed(run, stage)


def _go_on(run: Run, stage: int) -> None:
    """To the next stage, when enough of this one agreed."""
    turns = _stage(run, stage)
    if sum(t.state in TAKEN for t in turns) < _needed(run, stage):
        return
    for turn in run.open():
        if turn.stage == stage:
            turn.state = TurnState.NOT_NEEDED
            turn.order = run.acts  # taken back together with the act that made it needless
    _open_next(run)


def _open_next(run: Run) -> None:
    waiting = [turn for turn in run.now() if turn.state == TurnState.WAITING]
    if not waiting:
        run.state = RunState.DONE
        return
    first = min(turn.stage for turn in waiting)
    for turn in waiting:
        if turn.stage == first:
            turn.state = TurnState.OPEN


def _send_back(run: Run, stage: int, back: Back) -> None:
    """To the author, or to the stage before; what was signed since cannot be asked anew, so it goes to the author."""
    before = [t.stage for t in run.now() if t.stage < stage]
    lasting = any(t.stage <= stage and t.step.kind in LASTING and t.state == TurnState.AGREED for t in run.now())
    if back == Back.AUTHOR or not before or lasting:
        _cancel(run)
        run.state = RunState.RETURNED
        return
    again = max(before)
    for turn in [t for t in run.now() if t.stage in (again, stage) and t.state not in GONE]:
        turn.void = run.acts
        if turn.state in PENDING:
            turn.state, turn.order = TurnState.CANCELLED, run.acts
        if turn.asked_by is None:
            fresh = _add(run, turn.stage, turn.step, turn.post)
            fresh.state = TurnState.OPEN if turn.stage == again else TurnState.WAITING


def _cancel(run: Run) -> None:
    for turn in run.now():
        if turn.state in PENDING:
            turn.state, turn.order = TurnState.CANCELLED, run.acts
