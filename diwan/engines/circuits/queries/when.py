"""What the simulator is asked: about a circuit as it is drawn, or a folder on its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations

from ..authority import Matter, Span
from ..conditions import Type, holds, typed
from ..enums import How, Kind
from ..machine import PENDING
from ..models.circuits import AMOUNT
from ..simulator import FARTHEST, World, simulate
from .directory import directory_of
from .runs import as_machine, matter_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..definition import Definition, Step
    from ..models import CircuitVersion, Run
    from ..simulator import Forecast

Absences = Mapping[int, Iterable[Span]]


def forecast(
    version: CircuitVersion,
    *,
    unit_id: int,
    unit_path: str,
    author_post: int | None,
    values: Mapping[str, Any],
    now: datetime,
    chosen: Mapping[str, int] | None = None,
    away: Absences | None = None,
    pace: int = 1,
    drawn: Definition | None = None,
) -> Forecast:
    """Who will sign and when, if a document with these values is sent now from that unit. `away` are absences supposed,
    by person; `drawn` a drawing that was not saved yet."""
    definition, kind = drawn or version.drawn, version.circuit.type
    fields = kind.all_fields()
    steps = [
        (stage, step, _post(step, unit_id, author_post, chosen or {}))
        for stage, step in definition.steps()
        if holds(step.when, fields, values)
    ]
    amount = values.get(AMOUNT)
    matter = Matter(
        kind=Kind.VISA,
        types=frozenset(kind.line()),
        amount=typed(Type.NUMBER, amount) if amount not in (None, "") else None,
        path=unit_path,
    )
    return _simulated(definition, steps, matter, version.circuit.administration_id, None, now, away, pace)


def forecast_run(run: Run, *, now: datetime, away: Absences | None = None, pace: int = 1) -> Forecast:
    """Who will take the steps that are left, and when."""
    moved = as_machine(run)
    steps = [
        (turn.stage, turn.step, turn.post) for turn in moved.now() if turn.state in PENDING and turn.asked_by is None
    ]
    matter = matter_of(run, Kind.VISA)
    return _simulated(moved.definition, steps, matter, run.administration_id, run.author_id, now, away, pace)


def _simulated(
    definition: Definition,
    steps: Sequence[tuple[int, Step, int | None]],
    matter: Matter,
    administration_id: int,
    author: int | None,
    now: datetime,
    away: Absences | None,
    pace: int,
) -> Forecast:
    country = organisations.country_of(administration_id)
    posts = {post for _stage, _step, post in steps if post is not None}
    directory = directory_of(posts, now, now + timedelta(days=2 * FARTHEST))
    directory.away = {person: list(spans) for person, spans in (away or {}).items()}
    world = World(
        directory=directory,
        calendar=calendars.calendar(country),
        zone=calendars.zone(country),
        matter=matter,
        author=author,
        pace=pace,
    )
    return simulate(definition, steps, world, calendars.local_day(now, country))


def _post(step: Step, unit_id: int, author_post: int | None, chosen: Mapping[str, int]) -> int | None:
    match step.who.how:
        case How.POST:
            return step.who.post
        case How.AUTHOR:
            return author_post
        case How.CHOSEN:
            return chosen.get(step.key)
        case How.HEAD:
            return organisations.head_over(unit_id, 0)
        case How.ABOVE:
            return organisations.head_over(unit_id, step.who.up)
    return None
