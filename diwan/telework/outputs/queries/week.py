"""The week of a unit, counted: what its report starts from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from ..enums import TO_DO, Step
from ..lines import LINES
from ..models import Delivery, Problem, Task, TaskStep

if TYPE_CHECKING:
    from datetime import date, datetime

DAY = timedelta(days=1)
NAMED = 50  # tasks named one by one in a report; beyond, only their number


def first_of_week(day: date) -> date:
    """Monday. A report names its first and last day, so the week of the country need not be told apart."""
    return day - (day.isoweekday() - 1) * DAY


def facts_of(path: str, first: date, last: date, since: datetime, until: datetime) -> dict[str, Any]:
    """Plain values, as they stood when they were counted. `since` and `until` bound the moments of the same days."""
    tasks = Task.objects.filter(unit__path__startswith=path)
    moments = Q(at__gte=since, at__lt=until)
    steps = TaskStep.objects.filter(moments, task__unit__path__startswith=path)
    done = dict(steps.order_by().values_list("kind").annotate(n=Count("task", distinct=True)))
    delivered = Delivery.objects.filter(moments, task__unit__path__startswith=path).select_related("task")
    late = tasks.filter(state__in=TO_DO, due_on__lt=last).order_by("due_on", "pk")
    problems = Problem.objects.filter(unit__path__startswith=path, on__range=(first, last)).select_related("person")
    return {
        "set": done.get(Step.SET, 0) + done.get(Step.AGREED, 0),
        "delivered": done.get(Step.DELIVERED, 0),
        "accepted": done.get(Step.ACCEPTED, 0),
        "returned": done.get(Step.RETURNED, 0),
        "delivered_late": delivered.filter(task__delivered_on__gt=F("task__due_on")).values("task").distinct().count(),
        "late": late.count(),
        "people": delivered.values("person").distinct().count(),
        "late_tasks": [task_line(one) for one in late.select_related("person")[:NAMED]],
        "accepted_tasks": [task_line(one) for one in accepted(tasks, moments)[:NAMED]],
        "problems": [
            {"text": one.text, "name_ar": one.person.name_ar, "name_latin": one.person.name_latin, "on": str(one.on)}
            for one in problems[:NAMED]
        ],
        "lines": [
            {"code": line.code, "value": value}
            for line in LINES.values()
            if (value := line.value(path, first, last)) is not None
        ],
    }


def accepted(tasks: Any, moments: Q) -> Any:
    rows = TaskStep.objects.filter(moments, kind=Step.ACCEPTED)
    return tasks.filter(pk__in=rows.values("task")).select_related("person").order_by("due_on", "pk")


def task_line(task: Task) -> dict[str, Any]:
    return {
        "id": task.pk,
        "title": task.title,
        "name_ar": task.person.name_ar,
        "name_latin": task.person.name_latin,
        "due_on": str(task.due_on),
    }
