"""What `outputs` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from diwan.telework.outputs.operations import catalogue, reports, tasks, time
from tests.core import people


def task(world: Any, word: str) -> Any:
    """A task whose every word is the administration's own, delivered, returned, put off."""
    now = timezone.now()
    wanted = tasks.Wanted(
        title=word, output=word, source=word, due_on=timezone.localdate() + timedelta(days=5), standard_minutes=60
    )
    row = tasks.set_task(actor=people.SYSTEM, person_id=world.worker.pk, wanted=wanted, now=now)
    actor = world.worker_actor
    tasks.deliver(actor=actor, task_id=row.pk, text=word, now=now)
    tasks.return_(actor=people.SYSTEM, task_id=row.pk, version=1, remarks=word, now=now)
    time.ask(actor=actor, task_id=row.pk, due_on=row.due_on + timedelta(days=2), reason=word, now=now)
    reports.tell_problem(actor=actor, text=word, task_id=row.pk, now=now)
    world.task = row
    return row


def standard(world: Any, word: str) -> Any:
    one = catalogue.NewStandard(
        code=word[:20], activity=word, output=word, minutes=30, starts_on=timezone.localdate(), source=word
    )
    said = {"administration_id": world.here.pk, "standards": [one], "now": timezone.now()}
    world.standard = catalogue.keep_standards(actor=people.SYSTEM, **said)[0]
    return world.standard


def report(world: Any, word: str) -> Any:
    now, unit_id = timezone.now(), people.root(world.here).pk
    last_week = timezone.localdate() - timedelta(days=7)  # this week's may have been sent by another thing
    row = reports.draft(actor=people.SYSTEM, unit_id=unit_id, on=last_week, now=now)
    reports.complete(actor=people.SYSTEM, report_id=row.pk, problems=word, measures=word, now=now)
    world.weekly_report = row
    return row


PLANTS: dict[str, Callable[[Any, str], Any]] = {"tasks": task, "standard times": standard, "weekly reports": report}
