"""A ministry with a desk, and people who receive."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from diwan.core.organisations.api import actor_for
from diwan.telework.equipment import api as equipment
from tests.core import people
from tests.helpers.letters import furnish

DESK = {"telework.desk": "administration"}


@pytest.fixture
def house(db: None) -> Any:
    """`item(kind)` enters one; `hand(items)` offers them to the head of division; `desk()` is who keeps them."""
    place = furnish("MEN", "وزارة التربية الوطنية والتعليم الأولي والرياضة")
    keeper = people.person("Rim Kabbaj", "ريم القباج", administration=place.tenant)
    people.seat(keeper, people.post(place.units["root"], "مسؤول المعدات", rights=DESK))
    place.people["desk"] = keeper
    numbers = iter(range(1, 10_000))

    def actor(name: str) -> Any:
        return actor_for(place.people[name].pk, timezone.now())

    def item(kind: str = "laptop", label: str = "حاسوب محمول", unit: str = "DRH") -> Any:
        new = equipment.NewItem(number=f"INV-{next(numbers):04}", kind=kind, label=label)
        return equipment.enter(actor=actor("desk"), unit=place.units[unit], item=new, now=timezone.now())

    def hand(*items: Any, to: str = "division", by: str = "desk", **said: Any) -> Any:
        lines = [equipment.Line(one.pk) for one in items]
        return equipment.hand_over(
            actor=actor(by), person_id=place.people[to].pk, lines=lines, now=timezone.now(), **said
        )

    def back(*lines: Any, of: str = "division", **said: Any) -> Any:
        asked = [one if isinstance(one, equipment.Line) else equipment.Line(one.pk) for one in lines]
        return equipment.take_back(
            actor=actor("desk"), person_id=place.people[of].pk, lines=asked, now=timezone.now(), **said
        )

    return SimpleNamespace(
        **{name: value for name, value in vars(place).items() if name != "actor"},
        actor=actor,
        item=item,
        hand=hand,
        back=back,
    )
