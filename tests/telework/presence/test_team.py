"""The team's calendar: places for all of the unit, hours and reasons for its manager, nothing for others."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta
from io import BytesIO

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from diwan.telework.presence import api as presence
from tests.core import people
from tests.core.people import NOW
from tests.helpers.telework import agreements as helped

from .conftest import THURSDAY, browser

pytestmark = pytest.mark.django_db
PAGE = "/telework/presence/team/"


@pytest.fixture(autouse=True)
def _on_thursday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: THURSDAY + timedelta(hours=4))


def page(user, query=""):
    answer = browser(user).get(f"{PAGE}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_colleague_sees_where_and_no_hour_and_no_reason(team):
    presence.confirm(actor=team.actor(), kind="start", said_at=THURSDAY, key=uuid.uuid4(), now=THURSDAY)
    other = team.place.people["officer2"]
    presence.say_away(
        actor=team.actor("officer2"), first=THURSDAY.date(), last=THURSDAY.date(), reason="سبب خاص", now=NOW
    )
    seen = page(team.place.people["officer1"])
    assert team.worker.name_ar in seen
    assert other.name_ar in seen
    assert "where-remote" in seen
    assert "where-away" in seen
    assert "سبب خاص" not in seen
    assert "08:30" not in seen.split('class="table cards team-table"')[1]


def test_the_manager_sees_hours_too(team):
    presence.confirm(actor=team.actor(), kind="start", said_at=THURSDAY, key=uuid.uuid4(), now=THURSDAY)
    assert "08:30" in page(team.place.people["head"]).split('class="table cards team-table"')[1]


def test_six_weeks_ahead(team):
    seen = page(team.place.people["head"], "week=6&only=on")
    assert seen.count("where-remote") == 2  # a Tuesday and a Thursday of the sixth week
    assert team.place.people["officer1"].name_ar not in seen.split("team-table")[1]


def test_filters_by_place_name_and_unit(team):
    head = team.place.people["head"]
    remote = page(head, "where=remote").split("team-table")[1]
    assert team.worker.name_ar in remote
    assert team.place.people["officer1"].name_ar not in remote
    named = page(head, "q=" + team.place.people["officer3"].name_ar).split("team-table")[1]
    assert team.worker.name_ar not in named
    assert "team-table" not in page(head, f"unit={team.place.units['DRH'].pk}&q=nobody+at+all")


def test_a_director_sees_the_units_below_and_a_colleague_does_not(team):
    assert team.worker.name_ar in page(team.place.people["director"], f"unit={team.place.units['SER'].pk}")
    assert team.worker.name_ar not in page(team.place.people["finance"], f"unit={team.place.units['SER'].pk}")


def test_another_administration_sees_nobody(team):
    there = people.administration("MEF", arabic="وزارة الاقتصاد")
    far = people.person("Said Far", administration=there)
    people.seat(far, people.post(people.root(there), rights={"telework.manage": "administration"}))
    assert team.worker.name_ar not in page(far, "unit=")


def test_it_costs_the_same_however_many_people(team):
    head, counts = team.place.people["head"], []
    one = browser(head)
    for turn in range(2):
        with CaptureQueriesContext(connection) as said:
            assert one.get(f"{PAGE}?week=2").status_code == 200
        counts.append(len(said))
        for number in range(5):
            person = people.person(f"More {turn} {number}", f"زيادة {number}", administration=team.place.tenant)
            people.seat(person, team.place.posts["officer"])
        if turn == 0:
            helped.in_force(team.place.people["officer1"], pattern=helped.rules.Pattern(weekdays=(1,)))
    assert counts[0] == counts[1]


class TestExports:
    def test_the_sheet_has_a_line_a_person_and_a_column_a_day(self, team):
        answer = browser(team.place.people["head"]).get("/telework/presence/team.xlsx")
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert len(rows[0]) == 2 + 42
        mine = next(row for row in rows if row[0] == team.worker.name_ar)
        assert len(set(mine[2:])) == 3  # remote, on site, week-end

    def test_the_calendar_file_holds_the_remote_days_and_no_reason(self, team):
        row = presence.call_on_site(
            actor=team.actor("head"),
            person_id=team.worker.pk,
            day=date(2026, 11, 24),
            from_time=time(9),
            reason="سبب الاستدعاء",
            now=NOW,
        )
        answer = browser(team.place.people["officer1"]).get("/telework/presence/team.ics")
        book = icalendar.Calendar.from_ical(answer.content)
        days = {event["dtstart"].dt for event in book.walk("VEVENT")}
        assert {THURSDAY.date(), row.day} <= days
        assert all(day.isoweekday() in {2, 4} for day in days)
        assert "سبب الاستدعاء" not in answer.content.decode()
