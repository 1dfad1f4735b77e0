"""A directorate with its head and two employees, and short hands to set and deliver tasks."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from diwan.core.organisations.api import actor_for
from diwan.telework.outputs.operations import tasks
from tests.core import people
from tests.core.people import NOW

DUE = date(2026, 11, 25)  # a Wednesday, a week after NOW
MANAGES = {"telework.manage": "subtree"}


@pytest.fixture
def team(db: Any) -> Any:
    return furnish()


def furnish() -> Any:
    tenant = people.administration("MEN")
    root = people.root(tenant)
    unit = people.unit(root)
    posts = {
        "secretary": people.post(root, "الكاتب العام", rights=MANAGES, is_head=True),
        "head": people.post(unit, "المدير", rights=MANAGES, is_head=True),
        "hajar": people.post(unit, "متصرفة"),
        "said": people.post(unit, "متصرف"),
    }
    persons = {who: people.person(f"{who} MEN", administration=tenant) for who in posts}
    for who, post in posts.items():
        people.seat(persons[who], post)

    def actor(who: str) -> Any:
        return actor_for(persons[who].pk, NOW)

    def wanted(**changes: Any) -> tasks.Wanted:
        return tasks.Wanted(**{"title": "مذكرة الخصاص", "output": "مذكرة", "due_on": DUE, **changes})

    def given(who: str = "hajar", **changes: Any) -> Any:
        now = changes.pop("now", NOW)
        return tasks.set_task(actor=actor("head"), person_id=persons[who].pk, wanted=wanted(**changes), now=now)

    return SimpleNamespace(
        tenant=tenant,
        root=root,
        unit=unit,
        posts=posts,
        people=persons,
        actor=actor,
        wanted=wanted,
        given=given,
        deliver=lambda task, who="hajar", now=NOW, **said: tasks.deliver(
            actor=actor(who), task_id=task.pk, now=now, **({"text": "ها هي"} | said)
        ),
        accept=lambda task, version=1, quality=4, accuracy=3, now=NOW: tasks.accept(
            actor=actor("head"), task_id=task.pk, version=version, quality=quality, accuracy=accuracy, now=now
        ),
        send_back=lambda task, version=1: tasks.return_(
            actor=actor("head"), task_id=task.pk, version=version, remarks="ينقص الجدول", now=NOW
        ),
    )
