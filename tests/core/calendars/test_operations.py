"""Announcing: who may, what enters the calendar at once, what the database refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from diwan.core.calendars import api, queries
from diwan.core.calendars.models import Announcement
from diwan.core.calendars.operations import AlreadyAnnounced, AlreadyWithdrawn, NotThatMonth, UnknownMonth
from diwan.core.calendars.policies import RIGHT
from diwan.core.journal import api as journal
from diwan.kit.refusals import NotAllowed

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)
NAMES = api.Names("عطلة استثنائية", "Congé exceptionnel", "Exceptional day off")


def announce(actor, **changes):
    words = {
        "country": "MA",
        "kind": api.Kind.HOLIDAY,
        "day": FRIDAY,
        "names": NAMES,
        "source": "Communiqué",
        "now": NOW,
    }
    return api.announce_holiday(actor=actor, **{**words, **changes})


def test_an_announced_day_off_moves_due_dates_at_once(announcer):
    assert api.due_on("MA", date(2026, 11, 26), 1) == FRIDAY
    announce(announcer)
    assert api.due_on("MA", date(2026, 11, 26), 1) == date(2026, 11, 30)
    assert api.why_not_working("MA", FRIDAY).fr == "Congé exceptionnel"
    assert api.due_on("KW", date(2026, 11, 25), 1) == date(2026, 11, 26)


def test_a_moon_sighted_the_evening_before_moves_the_feast(announcer):
    """Eid al-Fitr 1448, computed for 10 March 2027 in Morocco, is announced on the evening of the 8th for the 9th."""
    evening = datetime(2027, 3, 8, 19, 30, tzinfo=UTC)
    eve = date(2027, 3, 8)
    computed = next(off for off in api.holidays_between("MA", date(2027, 3, 1), date(2027, 3, 20)))
    sighted = computed.day - timedelta(days=1)
    assert api.is_working_day("MA", sighted)
    announce(
        announcer,
        kind=api.Kind.MONTH,
        day=sighted,
        hijri=(1448, 10),
        names=api.Names("شوال 1448", "chaoual 1448", "Shawwal 1448"),
        now=evening,
    )
    assert api.why_not_working("MA", sighted).en == "Eid al-Fitr"
    assert api.to_hijri(sighted, "MA") == (1448, 10, 1)
    assert not api.is_ramadan("MA", sighted)
    assert api.is_ramadan("MA", sighted - timedelta(days=1))
    assert api.due_on("MA", eve, 1) == date(2027, 3, 11)
    assert api.is_working_day("MA", eve)


def test_only_those_with_the_right_announce_or_withdraw(stranger, announcer):
    with pytest.raises(NotAllowed):
        announce(stranger)
    announcement = announce(announcer)
    with pytest.raises(NotAllowed):
        api.withdraw_announcement(actor=stranger, announcement_id=announcement.pk, reason="no", now=NOW)
    assert not api.is_working_day("MA", FRIDAY)


def test_nobody_announces_for_another_country(announcer):
    with pytest.raises(NotAllowed):
        announce(announcer, country="KW")


def test_a_right_over_the_whole_instance_reaches_every_country(seated):
    everywhere = seated(RIGHT, reach="instance")
    announce(everywhere, country="KW")
    announce(everywhere)
    assert api.why_not_working("KW", FRIDAY).fr == "Congé exceptionnel"


def test_announcing_and_withdrawing_stand_in_the_journal(announcer):
    announcement = announce(announcer)
    api.withdraw_announcement(actor=announcer, announcement_id=announcement.pk, reason="denied", now=NOW)
    entries = journal.history(f"announcement:{announcement.pk}")
    assert [body["kind"] for body in entries] == ["calendar.announced", "calendar.withdrawn"]
    assert entries[0]["actor"] == announcer.person_id
    assert entries[0]["facts"]["day"] == "2026-11-27"
    assert entries[1]["facts"] == {"reason": "denied"}


def test_a_day_is_announced_once_until_withdrawn(announcer):
    announcement = announce(announcer)
    with pytest.raises(AlreadyAnnounced) as refused:
        announce(announcer, kind=api.Kind.WORKING)
    assert "%(" not in str(refused.value)
    api.withdraw_announcement(actor=announcer, announcement_id=announcement.pk, reason="denied", now=NOW)
    assert api.is_working_day("MA", FRIDAY)
    announce(announcer)
    assert not api.is_working_day("MA", FRIDAY)
    with pytest.raises(AlreadyWithdrawn):
        api.withdraw_announcement(actor=announcer, announcement_id=announcement.pk, reason="again", now=NOW)


@pytest.mark.parametrize(
    ("day", "hijri", "refusal"),
    [
        (date(2027, 3, 20), (1448, 10), NotThatMonth),
        (date(2027, 3, 10), (1448, 9), NotThatMonth),
        (date(2027, 3, 10), (1999, 1), UnknownMonth),
        (date(2027, 3, 10), None, UnknownMonth),
    ],
)
def test_a_mistyped_month_is_refused(announcer, day, hijri, refusal):
    with pytest.raises(refusal):
        announce(announcer, kind=api.Kind.MONTH, day=day, hijri=hijri)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("announcement_kind_known", {"kind": "party"}),
        ("announcement_month_whole", {"kind": "month"}),
        ("announcement_month_whole", {"hijri_year": 1448, "hijri_month": 3}),
        ("announcement_month_whole", {"kind": "month", "hijri_year": 1448, "hijri_month": 13}),
        ("announcement_named", {"name_fr": ""}),
        ("announcement_sourced", {"source": ""}),
        ("announcement_withdrawn_whole", {"withdrawn_at": NOW}),
        ("announcement_withdrawn_whole", {"withdrawn_at": NOW - timedelta(days=1), "withdrawal_reason": "early"}),
    ],
)
def test_the_database_refuses_half_an_announcement(db, constraint, wrong):
    row = {
        "country": "MA",
        "kind": "holiday",
        "day": FRIDAY,
        "name_ar": "ع",
        "name_fr": "c",
        "name_en": "d",
        "source": "s",
        "announced_at": NOW,
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Announcement.objects.create(**{**row, **wrong})


def test_one_query_per_question_and_one_per_request(announcer, django_assert_num_queries):
    announce(announcer)
    with django_assert_num_queries(1):
        api.due_on("MA", FRIDAY, 30, "working")
    with django_assert_num_queries(2), queries.read_once():
        for day in range(1, 28):
            api.is_working_day("MA", date(2026, 11, day))
            api.format_both(date(2026, 11, day), "ar", "MA")
            api.is_working_day("KW", date(2026, 11, day))


def test_what_a_request_read_is_read_again_after_its_own_announcement(announcer):
    with queries.read_once():
        assert api.is_working_day("MA", FRIDAY)
        announcement = announce(announcer)
        assert not api.is_working_day("MA", FRIDAY)
        api.withdraw_announcement(actor=announcer, announcement_id=announcement.pk, reason="denied", now=NOW)
        assert api.is_working_day("MA", FRIDAY)


def test_an_announcement_rolled_back_never_was(announcer):
    with transaction.atomic():
        announce(announcer)
        assert not api.is_working_day("MA", FRIDAY)
        transaction.set_rollback(True)
    assert api.is_working_day("MA", FRIDAY)


def test_a_moment_falls_on_its_legal_day_and_hour():
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert (api.local_day(late, "MA"), api.local_day(late, "KW")) == (date(2026, 7, 2), date(2026, 7, 2))
    after = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert (api.local_day(after, "MA"), api.local_day(after, "KW")) == (date(2026, 11, 18), date(2026, 11, 19))
    assert api.format_time(after, "MA", "ar") == "23:30"
    assert api.format_time(after, "KW", "ar") == "٠٢:٣٠"
    assert api.format_time(after, "KW", "fr") == "02:30"


def test_the_door_answers_as_its_parts(db):
    assert api.format_date(date(2026, 11, 18), "ar", "MA") == "18 نونبر 2026"
    assert api.format_date(date(2026, 11, 18), "ar", "MA", weekday=True) == "الأربعاء 18 نونبر 2026"
    assert api.format_date(date(2026, 11, 18), "ar", "MA", hijri=True) == "7 جمادى الآخرة 1448"
    assert api.to_hijri(date(2024, 4, 10)) == (1445, 10, 1)
    assert api.office_hours("MA", date(2026, 11, 18)) is None
    assert api.legal_clock("MA", "request", date(2026, 9, 1)).due_on == date(2026, 11, 2)
    stopped = api.legal_clock("MA", "request", date(2026, 9, 1), stops=[api.Stop(date(2026, 9, 11))])
    assert stopped.due_on is None
