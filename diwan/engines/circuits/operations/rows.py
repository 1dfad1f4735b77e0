"""What every operation on a run does: lock it, find by what title somebody acts, let the machine act, write the rest.

The run is locked first, always: two people who act at once come one after the other, and the second is told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import authority, machine
from ..enums import DESIGN, Basis, How, Kind, RunState, TurnState
from ..events import RunMoved, TurnOpened
from ..machine import Why
from ..models import Act, Mandate, Run, Turn
from ..queries.directory import directory_of
from ..queries.runs import matter_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

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
    Why.SAME_POST: _("It is before this post already."),
}


class NotNow(Refusal):
    """The machine says no; the sentence is that of its reason."""

    message = _("%(sentence)s")
    advice = _("Read the folder again. Nothing was changed.")


class NoSuchPost(Refusal):
    message = _("Choose a post of your administration that is open.")
    status = 422


def locked(run_id: int) -> Run:
    Run.objects.locked().get(pk=run_id)
    return Run.objects.select_related("version", "type__parent", "unit").get(pk=run_id)


def locked_turn(turn_id: int) -> tuple[Run, Turn]:
    """The run, locked, and this turn as it is now."""
    run = locked(Turn.objects.only("run_id").get(pk=turn_id).run_id)
    return run, run.turns.select_related("mandate").get(pk=turn_id)


def title_of(actor: Actor, run: Run, row: Turn, moved: machine.Run, now: datetime) -> Title:
    """By what title this actor acts for the post of the turn, at this moment, and in whose name.

    A mandate found is locked with those it stands on, and asked again: a recall that comes at the same moment comes
    before the act, or after it.

    Raises:
        NotAllowed: by none.
        NotNow: they did a step that must be another's.
    """
    if row.post_id is None or actor.person_id is None:
        raise NotAllowed
    barred = machine.barred(moved, moved.turn(row.pk))
    matter = matter_of(run, row.kind)  # type: ignore[arg-type]
    directory = directory_of([row.post_id], now)
    found = authority.by_person(authority.owners(directory, row.post_id, matter, now, barred), actor.person_id)
    if found is not None and found.mandate is not None:
        list(Mandate.objects.filter(post_id=row.post_id, ends_at__gt=now).order_by("pk").select_for_update(no_key=True))
        directory = directory_of([row.post_id], now)
        found = authority.by_person(authority.owners(directory, row.post_id, matter, now, barred), actor.person_id)
    if found is None:
        if barred and authority.by_person(authority.owners(directory, row.post_id, matter, now), actor.person_id):
            raise NotNow(sentence=SENTENCES[Why.SAME_PERSON])
        raise NotAllowed
    lent = directory.mandate(row.post_id, found.mandate) if found.mandate is not None else None
    return Title(found, authority.givers(directory, lent) if lent else machine.NOBODY)


class Title:
    """By what title somebody acts, and in whose name."""

    def __init__(self, found: authority.Authority, behind: frozenset[int]) -> None:
        self.post, self.basis, self.mandate, self.behind = found.post, found.basis, found.mandate, behind


def author_title(actor: Actor, run: Run, now: datetime) -> tuple[int, str]:
    """The post and the title by which the actor answers for what was sent: whoever sits in the post of the author, now;
    where nobody does, the head above, and where nobody sits above either, whoever draws the circuits.

    Raises:
        NotAllowed
    """
    if actor.person_id is None:
        raise NotAllowed
    seat = next((seat for seat in actor.seats if seat.post_id == run.author_post_id), None)
    if seat and (seat.basis != organisations.Basis.DELEGATION or actor.person_id == run.author_id):
        return seat.post_id, str(seat.basis)
    directory = directory_of([run.author_post_id], now)
    directory.mandates.clear()  # a mandate is to decide in somebody's name, not to answer for what they sent
    found = authority.owners(directory, run.author_post_id, authority.Matter(Kind.VISA), now)
    mine = authority.by_person(found, actor.person_id)
    if mine is not None:
        return mine.post, str(mine.basis)
    if not found and actor.may(DESIGN, run.unit):
        return run.author_post_id, str(Basis.RAISED)
    raise NotAllowed


def target(run: Run, post_id: int, now: datetime) -> int:
    """A post a turn may be put before: open, and of the administration.

    Raises:
        NoSuchPost
    """
    card = organisations.post_cards([post_id], now).get(post_id)
    if card is None or not card.is_open or card.administration_id != run.administration_id:
        raise NoSuchPost
    return post_id


def act_on(act: Callable[[], Any]) -> Any:
    """Let the machine act.

    Raises:
        NotNow
    """
    try:
        return act()
    except machine.Illegal as no:
        raise NotNow(sentence=SENTENCES[no.why]) from no


# --- writing ----------------------------------------------------------------------------------------------------------


def write(
    run: Run, moved: machine.Run, now: datetime, titles: Mapping[int, Title] | None = None, *, reopened: bool = False
) -> dict[int, Turn]:
    """What the machine changed, and the facts of it; the rows by the number the machine knows them by.

    `reopened`: what opens was open before, and keeps its time.
    """
    rows: dict[int, Turn] = {row.pk: row for row in run.turns.all()}
    opened: list[Turn] = []
    days: list[calendars.Calendar] = []
    apart = moved.definition.apart()
    # Those that were asked by a turn come after it: it has a key by then.
    for turn in sorted(moved.turns, key=lambda one: (one.id < 0, -one.id if one.id < 0 else 0)):
        row = rows.get(turn.id) or Turn(run=run, round=turn.round, stage=turn.stage, step=turn.step.key)
        before = (row.pk, row.state, row.order, row.void, row.asked_by_id)
        row.kind, row.post_id, row.order, row.state = turn.step.kind, turn.post, turn.order, turn.state
        row.born, row.void, row.apart = turn.born, turn.void, turn.step.key in apart
        if turn.step.who.how == How.GUEST:
            row.guest = row.guest or str(run.chosen.get(turn.step.key, ""))
        if turn.asked_by is None or turn.asked_by > 0:
            row.asked_by_id = turn.asked_by
        if turn.state == TurnState.OPEN and before[1] != TurnState.OPEN:
            opened.append(row)
            if not (reopened and row.opened_at):
                days = days or [calendars.calendar(organisations.country_of(run.administration_id))]
                _timed(row, turn.step, days[0], now)
        if turn.decided:
            if before[1] != turn.state:
                row.decided_at, row.person_id = now, turn.person
                if title := (titles or {}).get(turn.id):
                    row.acted_from_id, row.basis, row.mandate_id = title.post, title.basis, title.mandate
                    row.behind = sorted(title.behind)
        else:
            row.decided_at, row.person_id, row.acted_from_id, row.basis, row.mandate_id = None, None, None, "", None
            row.behind = []
        if before != (row.pk, row.state, row.order, row.void, row.asked_by_id) or row.pk is None:
            row.save()
        rows[turn.id] = row
    _link(moved, rows)
    state_was, run.state, run.round, run.acts = run.state, moved.state, moved.round, moved.acts
    run.ended_at = now if moved.state in (RunState.DONE, RunState.ABANDONED) else None
    run.save()
    about: dict[str, Any] = {"run_id": run.pk, "subject_kind": run.subject_kind, "subject_id": run.subject_id}
    for row in opened:
        facts.tell(TurnOpened(turn_id=row.pk, **about))
    if run.state != state_was and run.state != RunState.RUNNING:
        facts.tell(RunMoved(state=run.state, **about))
    return rows


def _link(moved: machine.Run, rows: Mapping[int, Turn]) -> None:
    """Opinions asked by a turn that was made in the same act (one handed on) point to its row."""
    for turn in moved.turns:
        if turn.asked_by is not None and turn.asked_by < 0:
            rows[turn.id].asked_by = rows[turn.asked_by]
            rows[turn.id].save(update_fields=["asked_by"])


def _timed(row: Turn, step: Step, days: calendars.Calendar, now: datetime) -> None:
    """Open since now, to be answered in working days of the country; `remind_on` is when its silence is looked at."""
    row.opened_at, row.due_on, row.remind_on = now, None, None
    if step.days:
        today = now.astimezone(calendars.zone(days.profile.country)).date()
        row.due_on = days.due_on(today, step.days, "working")
        row.remind_on = reminder(days, row.due_on, step.remind, today)


def reminder(days: calendars.Calendar, due: date, before: int, today: date) -> date:
    """So many working days before the last, if that is still to come; else the day after it."""
    day, left = due, before
    while left > 0:
        day -= timedelta(days=1)
        left -= days.is_working_day(day)
    return day if before and day > today else due + timedelta(days=1)


def record(
    run: Run,
    verb: str,
    actor: Actor,
    now: datetime,
    *,
    turn: Turn | None = None,
    title: Title | None = None,
    seat: tuple[int | None, str] = (None, ""),
    text: str = "",
    **detail: Any,
) -> Act:
    """A line of the history."""
    return Act.objects.create(
        run=run,
        turn=turn,
        verb=verb,
        at=now,
        person_id=actor.person_id,
        post_id=title.post if title else seat[0],
        basis=title.basis if title else seat[1],
        mandate_id=title.mandate if title else None,
        text=text,
        detail=detail,
    )
