"""What the operations share: the task under lock, the step written, the entry of the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.rules.api import MANAGE

from .. import policies
from ..enums import TRANSITIONS, Step
from ..models import Task, TaskStep

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class NotNow(Refusal):
    message = _("This task is now “%(state)s”. Nothing was changed.")
    advice = _("Open the task again to see where it stands.")


class ReasonNeeded(Refusal):
    message = _("Say why: whoever does the task reads it.")
    status = 422


def locked(task_id: int) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related("unit", "administration").get(pk=task_id)


def demand_manager(actor: Actor, task: Task) -> None:
    if not policies.may_manage(actor, task):
        raise NotAllowed


def demand_doer(actor: Actor, task: Task) -> None:
    if not policies.may_do(actor, task):
        raise NotAllowed


def demand_move(task: Task, state: str) -> None:
    if state not in TRANSITIONS[task.state]:
        raise NotNow(state=task.get_state_display())


def step(actor: Actor, task: Task, kind: Step, *, now: datetime, text: str = "", **more: Any) -> TaskStep:
    """Write what happened, and its entry in the journal of the administration; call it last."""
    seat = actor.seat_for(MANAGE, task.unit) if task.person_id != actor.person_id else None
    made = TaskStep.objects.create(
        task=task,
        kind=kind,
        at=now,
        person_id=actor.person_id,
        post_id=seat.post_id if seat else None,
        basis=seat.basis if seat else "",
        text=text,
        **more,
    )
    note(task.administration_id, f"outputs.{kind}", f"task:{task.pk}", actor, now, person=task.person_id)
    return made


def note(administration_id: int, kind: str, subject: str, actor: Actor, now: datetime, **facts: Any) -> None:
    """An entry; never the words of a task."""
    journal.append(
        chain=f"outputs:{administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=subject,
        facts=facts,
    )


def legal_day(task: Task, now: datetime) -> date:
    return calendars.local_day(now, task.administration.country)
