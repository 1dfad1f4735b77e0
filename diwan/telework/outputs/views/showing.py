"""The page of a task: where it stands, its versions, what was said."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files

from .. import policies
from ..enums import KEPT, TO_DO, State
from ..models import Task
from .shared import country_and_today, task_shown, units_of


@require_GET
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    row = task_shown(request, task_id)
    country, today = country_and_today(row.administration_id)
    deliveries = row.deliveries.select_related("person", "judged_by").prefetch_related("files").order_by("-number")
    versions = [
        (one, [(file, files.link(file, purpose=KEPT, actor=request.actor)) for file in one.files.all()])
        for one in deliveries
    ]
    asked = row.extensions.filter(granted=None).first()
    days = calendars.calendar(country)
    context = {
        "task": row,
        "late": row.is_late(today),
        "left": days.working_days(today, row.due_on) if row.due_on > today and row.state in TO_DO else None,
        "unit": units_of([row]).get(row.unit_id, ""),
        "versions": versions,
        "steps": row.steps.select_related("person", "to"),
        "asked": asked,
        "actions": actions(request, row, waits=asked is not None),
        "mine": policies.may_do(request.actor, row),
        "country": country,
    }
    return render(request, "outputs/task.html", context)


def actions(request: HttpRequest, row: Task, *, waits: bool) -> list[tuple[str, str, str]]:
    """What this actor may do now: address, words, key. The first is the main one."""
    found: list[tuple[str, str, str]] = []
    if policies.may_do(request.actor, row):
        if row.state in (*TO_DO, State.DELIVERED):
            words = _("Deliver") if row.state in TO_DO else _("Deliver a new version")
            found.append(("deliver", words, "D"))
        if row.state in TO_DO and not waits:
            found.append(("ask_time", _("Ask for more time"), "T"))
        if row.state in TO_DO:
            found.append(("task_problem", _("Tell a problem"), "P"))
        if row.state == State.PROPOSED:
            found.append(("cancel", _("Take the proposal back"), ""))
    elif policies.may_manage(request.actor, row):
        if row.state == State.PROPOSED:
            found += [("agree", _("Agree"), "A"), ("decline", _("Decline"), "R")]
        if row.state == State.DELIVERED:
            found += [("accept", _("Accept"), "A"), ("return", _("Return with remarks"), "R")]
        if waits:
            found.append(("answer_time", _("Answer the request for time"), "T"))
        if row.state in (*TO_DO, State.DELIVERED):
            found += [("move", _("Give to somebody else"), "M"), ("cancel", _("Cancel the task"), "")]
    return [(reverse(f"outputs:{name}", args=[row.pk]), words, key) for name, words, key in found]
