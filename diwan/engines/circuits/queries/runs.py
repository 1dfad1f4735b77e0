"""A run as the machine takes it, and what is asked about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Names

from .. import authority, machine
from ..conditions import Type, typed
from ..definition import Step, Who
from ..enums import Basis, How, Kind, RunState, TurnState
from ..models.circuits import AMOUNT

if TYPE_CHECKING:
    from ..models import Act, Run, Turn

OPINION = Step("opinion", Kind.OPINION, Who(How.POST), Names("رأي", "Avis", "Opinion"))


def as_machine(run: Run) -> machine.Run:
    """The run with all its turns."""
    drawn = run.version.drawn
    found = machine.Run(drawn, RunState(run.state), run.round, [], run.acts, run.author_id)
    steps = {step.key: step for _stage, step in drawn.steps()} | {OPINION.key: OPINION}
    for row in run.turns.all():
        turn = machine.Turn(row.pk, row.round, row.stage, steps.get(row.step) or gone(row), row.post_id)
        turn.state, turn.person, turn.behind = TurnState(row.state), row.person_id, frozenset(row.behind)
        turn.asked_by, turn.order, turn.born, turn.void = row.asked_by_id, row.order, row.born, row.void
        found.turns.append(turn)
    return found


def gone(row: Turn) -> Step:
    """A step of an earlier round, which went through another version of the circuit."""
    return Step(row.step, Kind(row.kind), Who(How.POST, row.post_id), Names(row.step))


def matter_of(run: Run, kind: Kind) -> authority.Matter:
    """What a mandate is compared with: the amount is the field of that name, when the type has one."""
    amount = run.values.get(AMOUNT)
    return authority.Matter(
        kind=kind,
        types=frozenset(run.type.line()),
        amount=typed(Type.NUMBER, amount) if amount not in (None, "") else None,
        path=run.unit.path,
    )


VERBS = {
    "sent": _("Sent on its way"),
    "sent_again": _("Sent again"),
    "agreed": _("Agreed"),
    "refused": _("Refused"),
    "taken_back": _("Taken back by whoever decided it"),
    "recalled": _("Called back by its author"),
    "abandoned": _("Given up"),
    "handed_on": _("Handed on to another post"),
    "reassigned": _("Put before another post"),
    "asked": _("Opinion asked of another post"),
    "done": _("Done by itself"),
    "guest_changed": _("Put before another person outside"),
    "passed": _("Agreed by silence"),
    "raised": _("Gone to the head above, without an answer in time"),
    "returned": _("Gone back to the author, without an answer in time"),
}


@dataclass(frozen=True)
class Stop:
    """One step of this round as a page shows it: done, now, to come, or none of these any more."""

    turn: Turn
    step: Step
    place: str  # "done", "now", "to_come", "refused", "aside"


PLACES = {
    TurnState.AGREED: "done",
    TurnState.PASSED: "done",
    TurnState.OPEN: "now",
    TurnState.WAITING: "to_come",
    TurnState.REFUSED: "refused",
}


def progress(run: Run) -> list[Stop]:
    """The steps of this round, stage by stage, each opinion behind the step that asked it (1 query)."""
    steps = {step.key: step for _stage, step in run.version.drawn.steps()} | {OPINION.key: OPINION}
    rows = [row for row in run.turns.select_related("person", "post", "acted_from") if row.round == run.round]
    rows.sort(
        key=lambda row: (row.stage, row.void == 0, row.asked_by_id or row.pk, row.asked_by_id is not None, row.pk)
    )
    return [
        Stop(row, steps.get(row.step) or gone(row), "aside" if row.void else PLACES.get(TurnState(row.state), "aside"))
        for row in rows
    ]


@dataclass(frozen=True)
class Told:
    """A line of the history, as a page shows it."""

    act: Act
    what: str
    step: str
    basis: str


def history(run: Run) -> list[Told]:
    """What was done, the first first: who, from which post, by what title (1 query)."""
    steps = {step.key: step for _stage, step in run.version.drawn.steps()} | {OPINION.key: OPINION}
    bases = dict(Basis.choices)
    rows = run.history.select_related("person", "post", "turn", "mandate__giver")
    return [
        Told(
            act,
            str(VERBS.get(act.verb, act.verb)),
            (steps.get(act.turn.step) or gone(act.turn)).names.here if act.turn else "",
            str(bases.get(act.basis, "")),
        )
        for act in rows
    ]
