"""The door of outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .enums import FORMULA_SINCE, LIVE, Accuracy, Quality, Source, State
from .events import TaskAccepted, TaskDelivered, TaskReturned, TaskSet, WeeklyReportSent
from .lines import Line, register_line
from .models import Task
from .operations import tasks
from .operations.catalogue import NewStandard, keep_standards
from .operations.reports import draft as draft_report
from .operations.reports import tell_problem
from .operations.tasks import Wanted, accept, deliver, propose, return_
from .operations.tasks import set_task as set_task_wanted
from .queries.figures import Figures, figures, figures_among, figures_of_unit

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

__all__ = [
    "FORMULA_SINCE",
    "LIVE",
    "Accuracy",
    "Figures",
    "Line",
    "NewStandard",
    "Quality",
    "Source",
    "State",
    "Task",
    "TaskAccepted",
    "TaskDelivered",
    "TaskReturned",
    "TaskSet",
    "Wanted",
    "WeeklyReportSent",
    "accept",
    "deliver",
    "draft_report",
    "figures",
    "figures_among",
    "figures_of_unit",
    "keep_standards",
    "open_tasks",
    "propose",
    "register_line",
    "return_",
    "set_task",
    "set_task_wanted",
    "tell_problem",
]


def set_task(
    *,
    actor: Actor,
    person_id: int,
    title: str,
    output: str,
    due_on: date,
    standard_minutes: int | None = None,
    source: str = "",
    source_kind: str = Source.WORK,
    now: datetime,
) -> Task:
    """Set a task to somebody of a unit the actor manages; `source` names the meeting or the letter it comes from.

    Raises: see `operations.tasks.set_task`.
    """
    wanted = Wanted(
        title=title,
        output=output,
        due_on=due_on,
        standard_minutes=standard_minutes,
        source=source,
        source_kind=source_kind,
    )
    return tasks.set_task(actor=actor, person_id=person_id, wanted=wanted, now=now)


def open_tasks(person_id: int) -> QuerySet[Task]:
    """What a person has to do or has delivered and nobody accepted yet, the nearest first."""
    return Task.objects.of(person_id).live().order_by("due_on", "pk")
