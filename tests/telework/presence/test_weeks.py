"""A forgotten tap is completed with its reason until the week is closed; the week is closed, sent back, locked."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.presence import api as presence
from diwan.telework.presence.models import Confirmation, Week
from diwan.telework.presence.operations import closing, confirming
from tests.helpers.jobs import run_jobs

from .conftest import THURSDAY, browser

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FRIDAY = THURSDAY + timedelta(days=1)
MONDAY = date(2026, 11, 16)


def tapped(team, *kinds):
    for kind, at in (("start", THURSDAY), ("end", THURSDAY + 8 * HOUR)):
        if kind in kinds:
            presence.confirm(actor=team.actor(), kind=kind, said_at=at, key=uuid.uuid4(), now=at)


def completed(team, *, started=None, ended=None, reason="انقطع التيار", now=FRIDAY, day=None):
    return presence.complete(
        actor=team.actor(),
        day=day or THURSDAY.date(),
        started_at=started,
        ended_at=ended,
        reason=reason,
        key=uuid.uuid4(),
        now=now,
    )


def closed(team, now=FRIDAY):
    return presence.close_week(actor=team.actor(), day=THURSDAY.date(), now=now)


def test_a_forgotten_end_is_completed_with_its_reason_and_shown_so(team):
    tapped(team, "start")
    completed(team, ended=THURSDAY + 8 * HOUR)
    (day,) = presence.worked(team.worker.pk, THURSDAY.date(), THURSDAY.date(), now=FRIDAY)
    assert (day.is_whole, day.completed, day.reasons) == (True, True, ("انقطع التيار",))


def test_what_is_completed_stands_beside_the_tap(team):
    tapped(team, "start", "end")
    completed(team, ended=THURSDAY + 9 * HOUR)
    assert Confirmation.objects.filter(kind="end").count() == 2
    (day,) = presence.worked(team.worker.pk, THURSDAY.date(), THURSDAY.date(), now=FRIDAY)
    assert day.ended_at == THURSDAY + 9 * HOUR


@pytest.mark.parametrize(
    ("started", "ended"),
    [
        (FRIDAY, None),  # another day
        (FRIDAY + HOUR, None),  # to come
        (THURSDAY + 3 * HOUR, THURSDAY + 2 * HOUR),  # backwards
        (None, THURSDAY + 2 * HOUR),  # an end without a start
    ],
)
def test_moments_that_cannot_be_are_refused(team, started, ended):
    with pytest.raises(confirming.WrongMoment):
        completed(team, started=started, ended=ended)
    assert not Confirmation.objects.exists()


def test_a_day_that_is_not_remote_is_not_completed(team):
    with pytest.raises(confirming.NotRemote):
        completed(team, started=NOON_WEDNESDAY, now=FRIDAY, day=NOON_WEDNESDAY.date())


NOON_WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)


class TestClosing:
    def test_the_week_counts_what_was_said(self, team):
        tapped(team, "start", "end")
        row = closed(team)
        assert (row.first, row.state, row.planned, row.days, row.minutes) == (MONDAY, "closed", 1, 1, 480)
        assert presence.confirmed_rate(team.agreement.pk, MONDAY, MONDAY + timedelta(days=6), now=FRIDAY) == 1

    def test_not_while_a_day_is_missing(self, team):
        tapped(team, "start")
        with pytest.raises(closing.Incomplete):
            closed(team)

    def test_not_before_its_last_remote_day(self, team):
        with pytest.raises(closing.NotOver):
            closed(team, now=THURSDAY - timedelta(days=1))

    def test_away_days_are_not_awaited(self, team):
        said = {"actor": team.actor(), "first": THURSDAY.date(), "last": THURSDAY.date(), "reason": "", "now": FRIDAY}
        presence.say_away(**said)
        assert closed(team).planned == 0

    def test_closed_it_takes_nothing_more(self, team):
        tapped(team, "start", "end")
        closed(team)
        with pytest.raises(confirming.WeekShut):
            completed(team, ended=THURSDAY + 9 * HOUR)
        with pytest.raises(confirming.WeekShut):
            closed(team)

    def test_a_tap_that_comes_after_it_is_refused(self, team):
        """An offline tap of a week that was closed on another device is answered by a refusal, not lost in silence."""
        said = {"actor": team.actor(), "first": THURSDAY.date(), "last": THURSDAY.date(), "reason": "", "now": FRIDAY}
        presence.say_away(**said)
        closed(team)
        with pytest.raises(confirming.WeekShut):
            presence.confirm(actor=team.actor(), kind="start", said_at=THURSDAY, key=uuid.uuid4(), now=FRIDAY)

    def test_sent_back_it_opens_and_is_closed_again(self, team):
        tapped(team, "start", "end")
        row = closed(team)
        manager = team.actor("head")
        presence.return_week(actor=manager, week_id=row.pk, remark="صححوا يوم الخميس", now=FRIDAY)
        completed(team, ended=THURSDAY + 9 * HOUR)
        again = closed(team, now=FRIDAY + HOUR)
        assert (again.pk, again.state, again.minutes, again.completed) == (row.pk, "closed", 540, 1)
        presence.lock_week(actor=manager, week_id=row.pk, now=FRIDAY + HOUR)
        with pytest.raises(confirming.WeekShut):
            closed(team)
        with pytest.raises(closing.WeekMoved):
            presence.return_week(actor=manager, week_id=row.pk, remark="متأخر", now=FRIDAY + HOUR)

    def test_both_are_told(self, team):
        tapped(team, "start", "end")
        row = closed(team)
        run_jobs()
        told = set(Notification.objects.filter(kind="presence.week_closed").values_list("person", flat=True))
        assert team.place.people["head"].pk in told
        assert team.worker.pk not in told
        presence.return_week(actor=team.actor("head"), week_id=row.pk, remark="صححوا", now=FRIDAY)
        run_jobs()
        assert Notification.objects.get(kind="presence.week_returned").person_id == team.worker.pk

    @pytest.mark.parametrize("who", ["officer1", "finance", "officer0"])
    def test_only_who_manages_the_unit_sends_it_back(self, team, who):
        tapped(team, "start", "end")
        row = closed(team)
        with pytest.raises(NotAllowed):
            presence.return_week(actor=team.actor(who), week_id=row.pk, remark="لا", now=FRIDAY)

    def test_time_locks_what_nobody_sent_back(self, team):
        tapped(team, "start", "end")
        row = closed(team)
        assert closing.lock_old_weeks(now=FRIDAY + timedelta(days=1)) == 0
        assert closing.lock_old_weeks(now=FRIDAY + timedelta(days=120)) == 1
        assert closing.lock_old_weeks(now=FRIDAY + timedelta(days=120)) == 0
        row.refresh_from_db()
        assert row.state == "locked"


class TestPages:
    @pytest.fixture(autouse=True)
    def _on_friday(self, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: FRIDAY)

    def test_complete_close_and_send_back(self, team):
        tapped(team, "start")
        mine, head = browser(team.worker), browser(team.place.people["head"])
        key = lambda: {"idempotency_key": str(uuid.uuid4())}  # noqa: E731
        page = "/telework/presence/days/2026-11-19/complete/"
        assert mine.post(page, {"reason": "نسيت", **key()}).status_code == 422
        assert mine.post(page, {"ended": "16:45", "reason": "نسيت", **key()}).status_code == 302
        assert mine.post("/telework/presence/weeks/2026-11-16/close/", key()).status_code == 302
        row = Week.objects.get()
        assert "نسيت" in head.get(f"/telework/presence/team/weeks/{row.pk}/").content.decode()
        back = f"/telework/presence/team/weeks/{row.pk}/return/"
        assert head.post(back, {"remark": "", **key()}).status_code == 422
        assert head.post(back, {"remark": "صححوا الخميس", **key()}).status_code == 302
        assert "صححوا الخميس" in mine.get("/telework/presence/weeks/2026-11-16/").content.decode()

    def test_the_list_costs_the_same_however_many_weeks(self, team, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        one = browser(team.worker)
        kept = {"person_id": team.worker.pk, "agreement_id": team.agreement.pk, "unit_id": team.agreement.unit_id}
        kept |= {"administration_id": team.agreement.administration_id, "state": "closed", "closed_at": FRIDAY}
        counts = []
        for n in (1, 15):
            Week.objects.bulk_create(Week(first=MONDAY - timedelta(weeks=n + k), **kept) for k in range(n))
            with CaptureQueriesContext(connection) as said:
                assert one.get("/telework/presence/weeks/").status_code == 200
            counts.append(len(said))
        assert counts[0] == counts[1]
