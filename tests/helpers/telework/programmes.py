"""What `programmes` adds to the small world of the house, and a programme filled to the decision."""

from __future__ import annotations

import functools
from typing import Any

from django.utils import timezone

from diwan.core.organisations.api import SYSTEM
from diwan.telework.programmes import operations
from diwan.telework.programmes.path import step_kinds

#: Enough of everything: 40 people, 60 % of them at once on 24 licences and 24 of 30 Mb/s.
FIGURES = {
    "people": 40,
    "share": 60,
    "vpn": 24,
    "kbps": 1000,
    "mbps": 100,
    "busy": 70,
    "laptops": 30,
    "owned": 10,
    "staff": 100,
    "seats": 60,
}


def begun(administration_id: int, title: str = "برنامج اعتماد العمل عن بعد") -> Any:
    return operations.begin(actor=SYSTEM, administration_id=administration_id, title=title, now=timezone.now())


def fill(programme: Any, people: list[int]) -> None:
    """All that the steps before the decision hold; the four people take the four roles."""
    said: dict[str, Any] = {"actor": SYSTEM, "programme_id": programme.pk, "now": timezone.now()}
    operations.write(objectives="ضمان استمرارية المرفق العمومي.", **said)
    operations.write(populations="مصالح المديريات المركزية.", **said)
    for person, role in zip(people, ("charge", "team", "liaison", "it"), strict=False):
        operations.name_member(person_id=person, role=role, letter="رسالة تعيين رقم 12/2026", **said)
    marks = {"divisible": 5, "automatable": 4, "electronic": 5}
    operations.score_task(title="معالجة المراسلات الإلكترونية", unit_id=None, marks=marks, **said)
    operations.propose(person_id=people[0], **said)
    operations.study(figures=FIGURES, **said)


def finish_all(programme: Any, *, until: str = "decision") -> None:
    """Mark every step before this one done."""
    for kind in step_kinds():
        if kind.code == until:
            return
        operations.finish(actor=SYSTEM, programme_id=programme.pk, code=kind.code, now=timezone.now())


class Programmes:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Any
    users: Any
    office: Any

    @functools.cached_property
    def programme(self) -> Any:
        return begun(self.here.pk)

    @functools.cached_property
    def graded_task(self) -> Any:
        said = {"actor": SYSTEM, "programme_id": self.programme.pk, "now": timezone.now()}
        return operations.score_task(title="الأرشفة", unit_id=None, marks={"divisible": 3}, **said)

    @functools.cached_property
    def ready_programme(self) -> Any:
        """Every step before the decision is done; an office numbers the act, and a head signs it."""
        from tests.core import people

        assert self.office
        root = people.root(self.here)
        staff = [people.person(f"Team {number}", f"عضو {number}", administration=self.here) for number in range(4)]
        posts = [people.post(root, "منصب") for _person in staff]
        for person, post in zip(staff, posts, strict=True):
            people.seat(person, post)
        people.make_head(posts[0])
        fill(self.programme, [person.pk for person in staff])
        finish_all(self.programme)
        return self.programme
