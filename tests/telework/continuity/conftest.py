"""A ministry of seventeen people in four units, with somebody who may switch it to a crisis rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from diwan.core.organisations.api import actor_for
from diwan.telework.rules.api import CRISIS
from tests.core import people
from tests.helpers.letters import furnish

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def house(db: None) -> Any:
    place = furnish("MEN", "وزارة التربية الوطنية")
    place.staff = []
    for n, unit in enumerate(["DRH", "DIV", "DAF"] * 4):
        who = people.person(f"Agent {n:02d}", f"موظف {n:02d}", administration=place.tenant)
        people.seat(who, people.post(place.units[unit], f"متصرف {n}"))
        place.staff.append(who)
    chief = people.person("Sg MEN", "الكاتب العام", administration=place.tenant)
    post = people.post(place.units["root"], "الكاتب العام", rights={CRISIS: "administration"}, is_head=True)
    people.seat(chief, post)
    place.people["sg"], place.posts["sg"] = chief, post
    place.actor = lambda who: actor_for(place.people[who].pk, NOW)
    return place


def days_from_now(count: int) -> Any:
    return TODAY + timedelta(days=count)
