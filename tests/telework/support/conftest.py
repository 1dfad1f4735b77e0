"""A small administration: two employees, a desk of two, and who runs the adoption."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from diwan.core.organisations.api import actor_for
from diwan.telework.support import api as support
from tests.core import people
from tests.core.people import NOW


@pytest.fixture
def place(db: Any) -> Any:
    return furnish()


def furnish() -> Any:
    tenant = people.administration("MEN")
    root = people.root(tenant)
    unit = people.unit(root)
    posts = {
        "keeper": people.post(root, "المسؤول", rights={"telework.programme": "administration"}, is_head=True),
        "desk": people.post(root, "الدعم", rights={"telework.desk": "administration"}),
        "second": people.post(root, "الدعم 2", rights={"telework.desk": "administration"}),
        "hajar": people.post(unit, "متصرفة"),
        "said": people.post(unit, "متصرف"),
    }
    persons = {who: people.person(f"{who} MEN", administration=tenant) for who in posts}
    for who, post in posts.items():
        people.seat(persons[who], post)

    def actor(who: str) -> Any:
        return actor_for(persons[who].pk, NOW)

    def ask(who: str = "hajar", **changes: Any) -> Any:
        said = {"category": "access", "urgency": 2, "subject": "تعذر الولوج", "text": "لا يعمل الربط", **changes}
        return support.ask(actor=actor(who), need=support.Need(**said), now=NOW)

    def adopt() -> list[Any]:
        return support.adopt(actor=actor("keeper"), administration_id=tenant.pk, now=NOW)

    return SimpleNamespace(
        tenant=tenant, root=root, unit=unit, people=persons, actor=actor, ask=ask, adopt=adopt, posts=posts
    )
