"""A ministry whose director convenes, with people to invite."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from diwan.core.organisations.api import actor_for
from diwan.telework.meetings import api as meetings
from diwan.telework.meetings.models import Participant
from tests.helpers.letters import furnish

PLAN = {
    "title": "اجتماع تتبع العمل عن بعد",
    "minutes": 60,
    "place": "قاعة الاجتماعات",
    "items": [
        meetings.Item(title="حصيلة الشهر", minutes=20),
        meetings.Item(title="برنامج العمل", speaker="رئيس القسم"),
    ],
}


@pytest.fixture
def house(db: None) -> Any:
    """`convened()` is a meeting of the director (chair), the head of division (secretary) and the finance director,
    with one guest; `who(name)` the participant, `actor(name)` the person."""
    place = furnish("MEN", "وزارة التربية الوطنية والتعليم الأولي والرياضة")
    people = place.people

    def actor(name: str) -> Any:
        return actor_for(people[name].pk, timezone.now())

    def plan(**changes: Any) -> meetings.Plan:
        said = PLAN | {
            "starts_at": timezone.now() + timedelta(days=2),
            "people": [people[name].pk for name in ("head", "division", "finance")],
            "chair_id": people["head"].pk,
            "secretary_id": people["division"].pk,
            "guests": [("Guest One", "guest@example.org")],
        }
        return meetings.Plan(**(said | changes))

    def convened(**changes: Any) -> meetings.Meeting:
        now = changes.pop("now", timezone.now())
        row = meetings.prepare(actor=actor("head"), plan=plan(**changes), now=now)
        return meetings.convene(actor=actor("head"), meeting_id=row.pk, now=now)

    def who(meeting: Any, name: str) -> Participant:
        rows = Participant.objects.filter(meeting=meeting)
        return rows.get(person=None) if name == "guest" else rows.get(person=people[name])

    return SimpleNamespace(
        **{name: value for name, value in vars(place).items() if name != "actor"},
        actor=actor,
        plan=plan,
        convened=convened,
        who=who,
    )
