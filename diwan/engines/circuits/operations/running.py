"""A thing goes through its circuit: rows are read into the machine, it acts, what changed is written.

The run is locked first, always: two people who act at once come one after the other, and the second is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import authority, machine
from ..conditions import holds
from ..enums import How, RunState, TurnState, VersionState
from ..events import RunMoved, TurnOpened
from ..machine import Why
from ..models import Act, Circuit, DocumentType, Run, Turn
from ..queries.directory import directory_of
from ..queries.runs import OPINION, as_machine, matter_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat

    from ..definition import Step

SENTENCES = {
    Why.NOT_ITS_TURN: _("It is not the turn of this step any more: somebody acted before you."),
    Why.NOT_RUNNING: _("This folder is not on its way any more."),
    Why.NOT_WITH_AUTHOR: _("This folder is on its way already."),
    Why.SAME_PERSON: _("Another person has to do this: you did a step that must be separate from it."),
    Why.LASTING: _("A signature was given: that is not taken back."),
    Why.NUMBERED: _("The document has its number: it is finished, not refused."),
    Why.ACTED_SINCE: _("Somebody acted after you: it cannot be taken back any more."),
    Why.NOT_YOURS: _("Only what you decided yourself, in this round, can be taken back."),
    Why.EMPTY: _("No step of the circuit applies to this document."),
}


class NotNow(Refusal):
    """The machine says no; the sentence is that of its reason."""

    message = _("%(sentence)s")
    advice = _("Read the folder again. Nothing was changed.")


class NoCircuit(Refusal):
    message = _("No circuit in use takes this document.")
    advice = _("Ask whoever draws the circuits of your administration.")


class NobodyThere(Refusal):
    message = _("The step “%(step)s” finds no post.")
    advice = _("Choose a post, or ask whoever draws the circuits.")
    status = 422


@transaction.atomic
def begin(
    *,
    actor: Actor,
    seat: Seat,
    type_id: int,
    subject: tuple[str, int],
    values: Mapping[str, Any],
    chosen: Mapping[str, int],
    now: datetime,
) -> Run:
    """Send a thing on its way: the first circuit of its type whose conditions hold, in the version in use.

    `chosen` gives the posts of steps whose post the author chooses. The wing that owns the subject has asked whether
    the actor may send it.

    Raises:
        NoCircuit, NobodyThere
        NotNow: nothing applies.
    """
    kind = DocumentType.objects.get(pk=type_id, administration=seat.administration_id)
    version = chosen_version(kind, values)
    run = Run.objects.create(
        version=version,
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
    return start_round(run, actor, seat, "sent", now)


@transaction.atomic
def send_again(
    *, actor: Actor, run_id: int, values: Mapping[str, Any], chosen: Mapping[str, int], now: datetime
) -> Run:
    """A mended thing goes again, from the start, in the version in use now.

    Raises:
        NotAllowed, NoCircuit, NobodyThere, NotNow
    """
    run = locked(run_id)
    seat = author_seat(actor, run)
    run.version = chosen_version(run.type, values)
    run.values, run.chosen = dict(values), dict(chosen)
    return start_round(run, actor, seat, "sent_again", now)


def start_round(run: Run, actor: Actor, seat: Seat, verb: str, now: datetime) -> Run:
    drawn, fields = run.version.drawn, run.type.all_fields()
    steps = [(stage, step) for stage, step in drawn.steps() if holds(step.when, fields, run.values)]
    posts = {step.key: post_of(step, run, seat) for _stage, step in steps}
    moved = as_machine(run)
    moved.definition = drawn
    act_on(lambda: machine.begin(moved, steps, posts))
    write(run, moved, now)
    record(run, verb, actor, now, seat_post=seat.post_id, basis=str(seat.basis))
    return run


def chosen_version(kind: DocumentType, values: Mapping[str, Any]) -> Any:
    """The version in use of the first circuit that takes this; circuits of the types above come after its own."""
    from ..conditions import rule_from_json

    fields, line = kind.all_fields(), kind.line()
    rows = Circuit.objects.filter(type__in=line, retired_at=None).order_by("rank", "pk")
    for circuit in sorted(rows, key=lambda one: line.index(one.type_id)):
        version = circuit.versions.filter(state=VersionState.ACTIVE).first()
        if version and holds(rule_from_json(circuit.when), fields, values):
            return version
    raise NoCircuit


def post_of(step: Step, run: Run, seat: Seat) -> int | None:
    """Whose the step is, seen from the unit that writes."""
    match step.who.how:
        case How.ITSELF | How.GUEST:
            return None
        case How.POST:
            post = step.who.post
        case How.AUTHOR:
            post = seat.post_id
        case How.CHOSEN:
            post = run.chosen.get(step.key)
        case How.HEAD:
            post = organisations.head_over(seat.unit_id, 0)
        case How.ABOVE:
            post = organisations.head_over(seat.unit_id, step.who.up)
    if post is None:
        raise NobodyThere(step=step.names.here)
    return post


@transaction.atomic
def decide(
    *, actor: Actor, turn_id: int, agreed: bool, now: datetime, back: machine.Back = machine.Back.AUTHOR, text: str = ""
) -> Turn:
    """Agree or refuse for the post of the turn; the title is found at this very moment and kept.

    Raises:
        NotAllowed: no authority for that post, on that matter, now.
        NotNow
    """
    run, row = locked_turn(turn_id)
    title = title_of(actor, run, row, now)
    moved = as_machine(run)
    if agreed:
        act_on(lambda: machine.agree(moved, row.pk, actor.person_id))
    else:
        act_on(lambda: machine.refuse(moved, row.pk, actor.person_id, back))
    write(run, moved, now, {row.pk: title})
    row.refresh_from_db()
    record(run, "agreed" if agreed else "refused", actor, now, turn=row, title=title, text=text, back=str(back))
    return row


@transaction.atomic
def done_by_itself(*, turn_id: int, now: datetime, **detail: Any) -> Turn:
    """A step that Diwan does, or that a guest did, is done; twice is once."""
    run, row = locked_turn(turn_id)
    if row.state == TurnState.AGREED:
        return row
    moved = as_machine(run)
    act_on(lambda: machine.agree(moved, row.pk, None))
    write(run, moved, now)
    row.refresh_from_db()
    record(run, "done", organisations.SYSTEM, now, turn=row, **detail)
    return row


@transaction.atomic
def take_back(*, actor: Actor, turn_id: int, now: datetime) -> Turn:
    """The right of remorse.

    Raises:
        NotNow
    """
    run, row = locked_turn(turn_id)
    moved = as_machine(run)
    act_on(lambda: machine.take_back(moved, row.pk, actor.person_id or 0))
    write(run, moved, now)
    record(run, "taken_back", actor, now, turn=row, seat_post=row.acted_from_id, basis=row.basis)
    row.refresh_from_db()
    return row


@transaction.atomic
def recall(*, actor: Actor, run_id: int, now: datetime, text: str = "") -> Run:
    """The author takes it back.

    Raises:
        NotAllowed, NotNow
    """
    run = locked(run_id)
    seat = author_seat(actor, run)
    moved = as_machine(run)
    act_on(lambda: machine.recall(moved))
    write(run, moved, now)
    record(run, "recalled", actor, now, seat_post=seat.post_id, basis=str(seat.basis), text=text)
    return run


@transaction.atomic
def abandon(*, actor: Actor, run_id: int, now: datetime, text: str = "") -> Run:
    """The author gives it up.

    Raises:
        NotAllowed, NotNow
    """
    run = locked(run_id)
    seat = author_seat(actor, run)
    moved = as_machine(run)
    act_on(lambda: machine.abandon(moved))
    write(run, moved, now)
    record(run, "abandoned", actor, now, seat_post=seat.post_id, basis=str(seat.basis), text=text)
    return run


@transaction.atomic
def hand_on(*, actor: Actor, turn_id: int, post_id: int, now: datetime, text: str = "") -> Turn:
    """The turn goes before another post of the administration.

    Raises:
        NotAllowed, NotNow
    """
    run, row = locked_turn(turn_id)
    title = title_of(actor, run, row, now)
    moved = as_machine(run)
    act_on(lambda: machine.hand_on(moved, row.pk, post_id))
    write(run, moved, now)
    record(run, "handed_on", actor, now, turn=row, title=title, text=text, to=post_id)
    return row


@transaction.atomic
def ask(*, actor: Actor, turn_id: int, post_id: int, text: str, now: datetime) -> Turn:
    """Ask another post what it thinks, while the turn stays.

    Raises:
        NotAllowed, NotNow
    """
    run, row = locked_turn(turn_id)
    title = title_of(actor, run, row, now)
    moved = as_machine(run)
    act_on(lambda: machine.ask(moved, row.pk, OPINION, post_id))
    write(run, moved, now)
    record(run, "asked", actor, now, turn=row, title=title, text=text, to=post_id)
    return row


# --- rows -------------------------------------------------------------------------------------------------------------


def locked(run_id: int) -> Run:
    Run.objects.locked().get(pk=run_id)
    return Run.objects.select_related("version", "type", "unit").get(pk=run_id)


def locked_turn(turn_id: int) -> tuple[Run, Turn]:
    run = locked(Turn.objects.only("run_id").get(pk=turn_id).run_id)
    return run, run.turns.get(pk=turn_id)


def title_of(actor: Actor, run: Run, row: Turn, now: datetime) -> authority.Authority:
    """By what title this actor acts for the post of the turn, at this moment.

    Raises:
        NotAllowed: by none.
    """
    if row.post_id is None or actor.person_id is None:
        raise NotAllowed
    directory = directory_of([row.post_id], now)
    found = authority.owners(directory, row.post_id, matter_of(run, row.kind), now)  # type: ignore[arg-type]
    title = authority.by_person(found, actor.person_id)
    if title is None:
        raise NotAllowed
    return title


def author_seat(actor: Actor, run: Run) -> Seat:
    """The seat from which the actor answers for what was sent: the post of the author, whoever sits there now."""
    seat = next((seat for seat in actor.seats if seat.post_id == run.author_post_id), None)
    if seat is None:
        raise NotAllowed
    return seat


def act_on(act: Any) -> None:
    try:
        act()
    except machine.Illegal as no:
        raise NotNow(sentence=SENTENCES[no.why]) from no


def write(run: Run, moved: machine.Run, now: datetime, titles: Mapping[int, authority.Authority] | None = None) -> None:
    """What the machine changed, and the facts of it."""
    rows = {row.pk: row for row in run.turns.all()}
    country = organisations.country_of(run.administration_id)
    today = calendars.local_day(now, country)
    opened: list[Turn] = []
    for turn in moved.turns:
        row = rows.get(turn.id) or Turn(run=run, round=turn.round, stage=turn.stage, step=turn.step.key)
        was = row.state
        row.kind, row.post_id, row.order, row.state = turn.step.kind, turn.post, turn.order, turn.state
        row.asked_by_id = turn.asked_by
        if turn.state == TurnState.OPEN and was != TurnState.OPEN:
            row.opened_at = now
            row.due_on = calendars.due_on(country, today, turn.step.days, "working") if turn.step.days else None
            opened.append(row)
        if turn.decided and was != turn.state:
            row.decided_at, row.person_id = now, turn.person
            if title := (titles or {}).get(turn.id):
                row.acted_from_id, row.basis, row.mandate_id = title.post, title.basis, title.mandate
        elif not turn.decided:
            row.decided_at, row.person_id, row.acted_from_id, row.basis, row.mandate_id = None, None, None, "", None
        row.save()
    state_was, run.state, run.round, run.acts = run.state, moved.state, moved.round, moved.acts
    run.ended_at = now if moved.state in (RunState.DONE, RunState.ABANDONED) else None
    run.save()
    about: dict[str, Any] = {"run_id": run.pk, "subject_kind": run.subject_kind, "subject_id": run.subject_id}
    for row in opened:
        facts.tell(TurnOpened(turn_id=row.pk, **about))
    if run.state != state_was and run.state != RunState.RUNNING:
        facts.tell(RunMoved(state=run.state, **about))


def record(
    run: Run,
    verb: str,
    actor: Actor,
    now: datetime,
    *,
    turn: Turn | None = None,
    title: authority.Authority | None = None,
    seat_post: int | None = None,
    basis: str = "",
    text: str = "",
    **detail: Any,
) -> Act:
    return Act.objects.create(
        run=run,
        turn=turn,
        verb=verb,
        at=now,
        person_id=actor.person_id,
        post_id=title.post if title else seat_post,
        basis=title.basis if title else basis,
        mandate_id=title.mandate if title else None,
        text=text,
        detail=detail,
    )
