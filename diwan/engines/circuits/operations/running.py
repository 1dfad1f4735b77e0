"""A thing is sent through a circuit, comes back, goes again, is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import Refusal

from .. import machine
from ..conditions import holds, problems, rule_from_json
from ..enums import How, RunState, VersionState
from ..models import CircuitVersion, DocumentType, Run
from ..queries.runs import as_machine
from .rows import act_on, author_title, locked, record, target, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat

    from ..definition import Step


class NoCircuit(Refusal):
    message = _("No circuit in use takes this document.")
    advice = _("Ask whoever draws the circuits of your administration.")


class NobodyThere(Refusal):
    message = _("The step “%(step)s” finds no post.")
    advice = _("Choose a post, or ask whoever draws the circuits.")
    status = 422


class NoGuest(NobodyThere):
    message = _("“%(step)s” is signed by a person outside, and nobody says who that is. Nothing was sent.")
    advice = _("Give their name and their e-mail address, then send.")


class BadValues(Refusal):
    """`fields` are the codes of what is missing or not of its type."""

    message = _("Fill what this type of document asks for: %(names)s.")
    status = 422


@transaction.atomic
def begin(
    *,
    actor: Actor,
    seat: Seat,
    type_id: int,
    subject: tuple[str, int],
    values: Mapping[str, Any],
    chosen: Mapping[str, int | str],
    now: datetime,
) -> Run:
    """Send a thing on its way: the first circuit of its type whose conditions hold, in the version in use.

    `chosen` gives the posts of steps whose post the author chooses, and the address of guests. The wing that owns the
    subject has asked whether the actor may send it.

    Raises:
        NoCircuit, NobodyThere, NoGuest, NoSuchPost, BadValues
        NotNow: nothing applies.
    """
    kind = DocumentType.objects.select_related("parent").get(pk=type_id, administration=seat.administration_id)
    run = Run(
        version=chosen_version(kind, values),
        administration_id=seat.administration_id,
        type=kind,
        unit_id=seat.unit_id,
        author_post_id=seat.post_id,
        author_id=actor.person_id,
        subject_kind=subject[0],
        subject_id=subject[1],
        values=dict(values),
        chosen=dict(chosen),
        state=RunState.RECALLED,  # with its author, until the machine sends it
        begun_at=now,
    )
    run.save()
    return _start(run, actor, (seat.post_id, str(seat.basis)), "sent", now)


@transaction.atomic
def send_again(
    *, actor: Actor, run_id: int, values: Mapping[str, Any], chosen: Mapping[str, int | str], now: datetime
) -> Run:
    """A mended thing goes again, from the start, in the version in use now.

    Raises:
        NotAllowed, NoCircuit, NobodyThere, NoSuchPost, BadValues, NotNow
    """
    run = locked(run_id)
    seat = author_title(actor, run, now)
    run.version = chosen_version(run.type, values)
    run.values, run.chosen = dict(values), dict(chosen)
    return _start(run, actor, seat, "sent_again", now)


def _start(run: Run, actor: Actor, seat: tuple[int, str], verb: str, now: datetime) -> Run:
    moved = as_machine(run)
    steps = steps_of(run)
    posts = {step.key: post_of(step, run, now) for _stage, step in steps}
    act_on(lambda: machine.begin(moved, steps, posts))
    write(run, moved, now)
    record(run, verb, actor, now, seat=seat)
    return run


def steps_of(run: Run) -> list[tuple[int, Step]]:
    """The steps whose conditions hold, with their stage."""
    fields = run.type.all_fields()
    return [(stage, step) for stage, step in run.version.drawn.steps() if holds(step.when, fields, run.values)]


def chosen_version(kind: DocumentType, values: Mapping[str, Any]) -> CircuitVersion:
    """The version in use of the first circuit that takes this; circuits of the types above come after its own.

    Raises:
        BadValues, NoCircuit
    """
    fields, line = kind.all_fields(), kind.line()
    if bad := problems(fields, values):
        raise BadValues(names="، ".join(fields[code].names.here for code in bad), fields=bad)
    rows = CircuitVersion.objects.filter(circuit__type__in=line, circuit__retired_at=None, state=VersionState.ACTIVE)
    taken = sorted(
        rows.select_related("circuit"), key=lambda one: (line.index(one.circuit.type_id), *one.circuit.place)
    )
    for version in taken:
        if holds(rule_from_json(version.circuit.when), fields, values):
            return version
    raise NoCircuit


def post_of(step: Step, run: Run, now: datetime) -> int | None:
    """Whose the step is, seen from the unit that writes."""
    match step.who.how:
        case How.ITSELF:
            return None
        case How.GUEST:
            if not run.chosen.get(step.key):
                raise NoGuest(step=step.names.here)
            return None
        case How.POST:
            post = step.who.post
        case How.AUTHOR:
            post = run.author_post_id
        case How.CHOSEN:
            post = run.chosen.get(step.key)
        case How.HEAD:
            post = organisations.head_over(run.unit_id, 0)
        case How.ABOVE:
            post = organisations.head_over(run.unit_id, step.who.up)
    if not isinstance(post, int):
        raise NobodyThere(step=step.names.here)
    # A post named in the circuit may be closed since: whoever answers for it is found above.
    return target(run, post, now) if step.who.how == How.CHOSEN else post


@transaction.atomic
def recall(*, actor: Actor, run_id: int, now: datetime, text: str = "") -> Run:
    """The author takes it back.

    Raises:
        NotAllowed, NotNow
    """
    run = locked(run_id)
    seat = author_title(actor, run, now)
    moved = as_machine(run)
    act_on(lambda: machine.recall(moved))
    write(run, moved, now)
    record(run, "recalled", actor, now, seat=seat, text=text)
    return run


@transaction.atomic
def abandon(*, actor: Actor, run_id: int, now: datetime, text: str = "") -> Run:
    """The author gives it up.

    Raises:
        NotAllowed, NotNow
    """
    run = locked(run_id)
    seat = author_title(actor, run, now)
    moved = as_machine(run)
    act_on(lambda: machine.abandon(moved))
    write(run, moved, now)
    record(run, "abandoned", actor, now, seat=seat, text=text)
    return run
