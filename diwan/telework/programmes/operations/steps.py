"""A programme is begun; its steps are planned, done, taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.telework.rules import api as rules

from .. import policies
from ..enums import DOCUMENT, GUIDE_CRITERIA, Did, State, StepState
from ..events import ProgrammeLaunched
from ..models import Criterion, Programme, Step
from ..path import step_kinds
from .common import (
    ActDecides,
    AlreadyBegun,
    NotInThisState,
    StepDone,
    iso_day,
    mark_done,
    record,
    refuse_early,
    refuse_strangers,
    step_of,
    write_note,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


@transaction.atomic
def begin(*, actor: Actor, administration_id: int, title: str, now: datetime) -> Programme:
    """Begin the adoption of telework. Raises NotAllowed, AlreadyBegun."""
    root = organisations.root_unit(administration_id)
    if not policies.may_begin(actor, root):
        raise NotAllowed
    today = calendars.local_day(now, root.administration.country)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                administration_id=administration_id,
                unit=root,
                title=title,
                threshold=rules.rules_for(administration_id, today).eligible_score,
                created_at=now,
                created_by_id=actor.person_id,
            )
    except IntegrityError as error:
        raise AlreadyBegun from error
    Step.objects.bulk_create(
        Step(programme=programme, code=kind.code, position=place) for place, kind in enumerate(step_kinds(), 1)
    )
    Criterion.objects.bulk_create(Criterion(programme=programme, code=code) for code, _label in GUIDE_CRITERIA)
    record(programme, "programme.begun", actor, now)
    return programme


@transaction.atomic
def plan(
    *, actor: Actor, programme_id: int, code: str, owner_id: int | None, due_on: date | None, now: datetime
) -> Step:
    """Who sees to a step, and by when. Raises NotAllowed, NoSuchStep, NotOfTheHouse."""
    programme, step = step_of(actor, programme_id, code)
    if owner_id is not None:
        refuse_strangers(programme, [owner_id], now)
    step.owner_id, step.due_on = owner_id, due_on
    if step.state == StepState.TODO:
        step.state = StepState.DOING
    step.save(update_fields=["owner", "due_on", "state"])
    write_note(step, Did.PLANNED, actor, now, due_on.isoformat() if due_on else "")
    return step


@transaction.atomic
def finish(
    *, actor: Actor, programme_id: int, code: str, note: str = "", file_id: int | None = None, now: datetime
) -> Step:
    """A step is done, with its document where there is one. The launch ends the programme.

    Raises NotAllowed, NoSuchStep, StepDone, ActDecides, StepsBefore, StillLacking.
    """
    programme, step = step_of(actor, programme_id, code)
    if step.state == StepState.DONE:
        raise StepDone
    if code == "decision":
        raise ActDecides
    refuse_early(programme, code)
    if file_id is not None:
        step.file = files.claim(file_id, purpose=DOCUMENT, subject=str(step.pk), now=now)
    mark_done(step, actor, now, note)
    if code == "launch":
        programme.state, programme.launched_at = State.LAUNCHED, now
        programme.save(update_fields=["state", "launched_at"])
        facts.tell(ProgrammeLaunched(programme.pk, programme.administration_id, iso_day(programme, now)))
    record(programme, "programme.step", actor, now, step=code)
    return step


@transaction.atomic
def reopen(*, actor: Actor, programme_id: int, code: str, note: str, now: datetime) -> Step:
    """A step that was done is taken up again, while the head has not decided. Raises NotAllowed, NotInThisState."""
    programme, step = step_of(actor, programme_id, code)
    if step.state != StepState.DONE or programme.state != State.PREPARING:
        raise NotInThisState
    step.state, step.done_at = StepState.DOING, None
    step.save(update_fields=["state", "done_at"])
    write_note(step, Did.REOPENED, actor, now, note)
    record(programme, "programme.reopened", actor, now, step=code)
    return step
