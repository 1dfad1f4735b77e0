"""Start and end of a remote day in two taps: once, with the moment said and the moment heard (TEL-6)."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, connections

from diwan.core.calendars import api as calendars
from diwan.core.calendars.enums import Kind as Off
from diwan.core.calendars.profile import Names
from diwan.telework.agreements import api as agreements
from diwan.telework.presence import api as presence
from diwan.telework.presence import plans
from diwan.telework.presence.models import Confirmation
from diwan.telework.presence.operations import confirming
from diwan.telework.rules import api as rules
from tests.core.people import NOW, SYSTEM
from tests.helpers.telework import agreements as helped

from .conftest import THURSDAY, browser, furnished

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def tap(team, kind="start", said=THURSDAY, now=None, who="officer0", key=None):
    return presence.confirm(actor=team.actor(who), kind=kind, said_at=said, key=key or uuid.uuid4(), now=now or said)


def test_two_taps_make_a_day(team):
    tap(team)
    tap(team, "end", THURSDAY + 8 * HOUR)
    (day,) = presence.worked(team.worker.pk, THURSDAY.date(), THURSDAY.date(), now=THURSDAY + 9 * HOUR)
    assert (day.where, day.is_whole, day.minutes, day.sent_late) == ("remote", True, 480, False)
    assert day.start.planned_at is not None


def test_a_second_tap_changes_nothing(team):
    first = tap(team)
    again = tap(team, said=THURSDAY + HOUR)
    assert again.again
    assert again.confirmation_id == first.confirmation_id
    assert Confirmation.objects.get().said_at == THURSDAY


def test_both_moments_are_kept_and_a_tap_sent_late_is_seen(team):
    """The line was cut at the start of the day: the tap comes three hours later with its own moment."""
    tap(team, now=THURSDAY + 3 * HOUR)
    row = Confirmation.objects.get()
    assert (row.said_at, row.received_at, row.sent_late) == (THURSDAY, THURSDAY + 3 * HOUR, True)


def test_within_the_grace_it_is_not_late(team):
    tap(team, now=THURSDAY + timedelta(minutes=5))
    row = Confirmation.objects.get()
    grace = rules.rules_for(team.place.tenant.pk, THURSDAY.date()).confirm_grace_minutes
    assert row.grace == grace > 5
    assert not row.sent_late


def test_a_device_whose_clock_runs_ahead_is_not_believed(team):
    tap(team, said=THURSDAY + 2 * HOUR, now=THURSDAY)
    assert Confirmation.objects.get().said_at == THURSDAY


def test_an_end_needs_a_start(team):
    with pytest.raises(confirming.NotStarted):
        tap(team, "end")


def test_an_end_after_midnight_is_of_the_day_that_was_started(team):
    tap(team, said=THURSDAY + 12 * HOUR)
    said = tap(team, "end", datetime(2026, 11, 20, 2, tzinfo=UTC))
    assert said.day == THURSDAY.date()


def test_without_an_agreement_in_force_nothing_is_confirmed(team):
    with pytest.raises(confirming.NoAgreement):
        tap(team, who="officer1")
    with pytest.raises(confirming.NoAgreement):
        tap(team, said=NOW - timedelta(days=6), now=NOW)
    assert not Confirmation.objects.exists()


def test_while_it_is_suspended_nothing_is_confirmed(team):
    agreements.suspend(
        actor=SYSTEM, agreement_id=team.agreement.pk, first=THURSDAY.date(), last=None, reason="مهمة", now=NOW
    )
    with pytest.raises(confirming.NoAgreement):
        tap(team)


def test_a_day_on_site_is_not_confirmed(team):
    with pytest.raises(confirming.NotRemote):
        tap(team, said=THURSDAY + timedelta(days=1))


def test_a_holiday_announced_the_evening_before(team):
    """From the moment it is announced nothing is awaited, and nothing can be confirmed."""
    calendars.announce_holiday(
        actor=SYSTEM,
        country="MA",
        now=THURSDAY - 12 * HOUR,
        kind=Off.HOLIDAY,
        day=THURSDAY.date(),
        names=Names(ar="يوم عطلة", fr="jour chômé", en="day off"),
        source="بلاغ",
    )
    with pytest.raises(confirming.NotRemote):
        tap(team)
    (day,) = presence.worked(team.worker.pk, THURSDAY.date(), THURSDAY.date(), now=THURSDAY)
    assert (day.where, day.planned) == ("off", False)
    assert day.off in {"يوم عطلة", "jour chômé", "day off"}


class TestHours:
    """Moments in UTC, days and hours in the legal time of the country."""

    def span(self, day, **pattern):
        force = agreements.InForce(
            agreement_id=1,
            person_id=1,
            unit_id=1,
            unit_path="/1/",
            administration_id=1,
            pattern=rules.Pattern(**{"weekdays": (1, 2, 3, 4, 5), **pattern}),
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
        )
        zone = calendars.zone("MA")
        found = plans.span(force, day, calendars.calendar("MA"))
        return [moment.strftime("%H:%M") for moment in found], [f"{moment.astimezone(zone):%H:%M}" for moment in found]

    def test_before_the_clock_goes_back_the_office_opens_an_hour_earlier_in_utc(self):
        assert self.span(date(2026, 2, 13)) == (["07:30", "15:30"], ["08:30", "16:30"])

    def test_after_it_the_same_legal_hours_are_other_moments(self):
        assert self.span(date(2026, 2, 17)) == (["08:30", "16:30"], ["08:30", "16:30"])

    def test_in_ramadan_hours_are_those_of_ramadan(self):
        assert self.span(date(2026, 2, 25))[1] == ["09:00", "15:00"]

    def test_hours_of_the_agreement_may_differ_from_the_office(self):
        assert self.span(date(2026, 11, 19), share="hours", from_time="07:00", to_time="15:00")[1] == ["07:00", "15:00"]

    def test_but_in_ramadan_nobody_is_held_longer_than_the_office(self):
        assert self.span(date(2026, 2, 25), share="hours", from_time="07:00", to_time="15:00")[1] == ["07:00", "13:00"]

    def test_the_hour_that_comes_twice_stays_two_moments(self):
        """On 15 February 2026 the hour from two to three comes twice; taps are moments, so none is ambiguous."""
        first, second = datetime(2026, 2, 15, 1, 30, tzinfo=UTC), datetime(2026, 2, 15, 2, 30, tzinfo=UTC)
        zone = calendars.zone("MA")
        assert f"{first.astimezone(zone):%H:%M}" == f"{second.astimezone(zone):%H:%M}" == "02:30"
        assert calendars.local_day(first, "MA") == calendars.local_day(second, "MA")


class TestStorm:
    def test_a_tap_costs_few_queries(self, team, django_assert_num_queries):
        actor = team.actor()
        with django_assert_num_queries(7):  # two of them open and close the transaction
            presence.confirm(actor=actor, kind="start", said_at=THURSDAY, key=uuid.uuid4(), now=THURSDAY)
        at = THURSDAY + timedelta(minutes=1)
        with django_assert_num_queries(4):  # what concerns all of them was read by the one before
            presence.confirm(actor=actor, kind="end", said_at=at, key=uuid.uuid4(), now=at)

    def test_it_is_written_by_one_statement(self, team):
        from django.test.utils import CaptureQueriesContext

        actor = team.actor()
        with CaptureQueriesContext(connection) as said:
            presence.confirm(actor=actor, kind="start", said_at=THURSDAY, key=uuid.uuid4(), now=THURSDAY)
        writes = [one["sql"] for one in said if not one["sql"].lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
        assert len(writes) == 1
        assert "ON CONFLICT" in writes[0]

    @pytest.mark.django_db(transaction=True)
    def test_double_taps_at_the_same_moment_make_one(self):
        """Eight requests of the same person at once: one row, and everybody is answered by it."""
        team = furnished()
        actor, gate, answers = team.actor(), threading.Barrier(8), []

        def go():
            try:
                gate.wait()
                said = presence.confirm(actor=actor, kind="start", said_at=THURSDAY, key=uuid.uuid4(), now=THURSDAY)
                answers.append((said.confirmation_id, said.again))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=go) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 8
        assert len({key for key, _again in answers}) == 1
        assert sorted(again for _key, again in answers) == [False] + [True] * 7
        assert Confirmation.objects.count() == 1


class TestOverHttp:
    @pytest.fixture(autouse=True)
    def _on_thursday(self, monkeypatch):
        from django.utils import timezone

        monkeypatch.setattr(timezone, "now", lambda: THURSDAY + timedelta(minutes=2))

    def test_a_form_is_answered_by_the_page_and_a_script_by_data(self, team):
        one = browser(team.worker)
        assert one.post("/telework/presence/confirm/", {"kind": "start"}).status_code == 400  # no key
        key = str(uuid.uuid4())
        sent = {"kind": "start", "said_at": THURSDAY.isoformat().replace("+00:00", "Z")}
        headers = {"Idempotency-Key": key, "Accept": "application/json"}
        answer = one.post("/telework/presence/confirm/", sent, headers=headers)
        assert answer.json()["kind"] == "start"
        again = one.post("/telework/presence/confirm/", sent, headers=headers)
        assert again.json() == answer.json()
        assert again["Idempotency-Replayed"] == "true"
        form = one.post("/telework/presence/confirm/", {"kind": "end", "idempotency_key": str(uuid.uuid4())})
        assert form.status_code == 302
        assert Confirmation.objects.get(kind="start").said_at == THURSDAY

    def test_a_refusal_speaks_to_both(self, team):
        one = browser(team.place.people["officer1"])
        sent = {"kind": "start", "idempotency_key": str(uuid.uuid4())}
        assert one.post("/telework/presence/confirm/", sent).status_code == 403
        said = one.post("/telework/presence/confirm/", sent, headers={"Accept": "application/json"})
        assert said.json()["message"]

    def test_the_page_offers_the_button_that_comes_next(self, team):
        one = browser(team.worker)
        assert 'data-step="start"' in one.get("/telework/presence/").content.decode()
        tap(team, said=THURSDAY)
        assert 'data-step="end"' in one.get("/telework/presence/").content.decode()
        tap(team, "end", THURSDAY + timedelta(minutes=1))
        assert 'data-step="done"' in one.get("/telework/presence/").content.decode()

    def test_no_address_is_kept(self, team):
        one = browser(team.worker)
        one.post(
            "/telework/presence/confirm/",
            {"kind": "start", "idempotency_key": str(uuid.uuid4())},
            REMOTE_ADDR="196.200.1.77",
            HTTP_USER_AGENT="Phone of Salma",
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(c)::text FROM presence_confirmation c")
            (kept,) = cursor.fetchone()
        assert "196.200" not in kept
        assert "Phone of Salma" not in kept


def test_days_beside_those_of_a_person_who_moved_keep_the_agreement(team):
    """The unit of the agreement holds until it is changed: a move in the middle of a day loses no tap."""
    tap(team)
    row = Confirmation.objects.get()
    assert row.unit_id == team.agreement.unit_id
    assert helped.TWO_DAYS.weekdays == (2, 4)
