"""A run as the machine takes it, and what is asked about it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from diwan.core.organisations.api import Names

from .. import authority, machine
from ..conditions import Type, typed
from ..definition import Step, Who
from ..enums import How, Kind, RunState, TurnState

if TYPE_CHECKING:
    from ..models import Run

OPINION = Step("opinion", Kind.OPINION, Who(How.POST), Names("رأي", "Avis", "Opinion"))


def as_machine(run: Run) -> machine.Run:
    """The run with all its turns."""
    drawn = run.version.drawn
    found = machine.Run(drawn, RunState(run.state), run.round, [], run.acts)
    for row in run.turns.all():
        step = OPINION if row.step == OPINION.key else drawn.step(row.step)
        turn = machine.Turn(row.pk, row.round, row.stage, step, row.post_id, TurnState(row.state), row.person_id)
        turn.asked_by, turn.order = row.asked_by_id, row.order
        found.turns.append(turn)
    return found


def matter_of(run: Run, kind: Kind) -> authority.Matter:
    """What a mandate is compared with: the amount is the field of that name, when the type has one."""
    amount = run.values.get("amount")
    return authority.Matter(
        kind=kind,
        types=frozenset(run.type.line()),
        amount=typed(Type.NUMBER, amount) if amount not in (None, "") else None,
        path=run.unit.path,
    )


def amount_of(run: Run) -> Decimal | None:
    return matter_of(run, Kind.SIGNATURE).amount
