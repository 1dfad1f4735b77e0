"""Bad days: the last place given twice, a move in the middle, a holiday the evening before, things left open."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from diwan.core.calendars import api as calendars
from diwan.core.notifications.models import Notification
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed
from diwan.telework.agreements import api as agreements
from diwan.telework.agreements import registry
from diwan.telework.agreements.enums import State
from diwan.telework.agreements.models import Agreement
from diwan.telework.agreements.operations import appealing, moving, starting
from diwan.telework.quotas import api as quotas
from diwan.telework.rules import api as rules
from tests.core import people
from tests.core.people import NOW, SYSTEM, TODAY
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.agreements import asked, in_force, plain, staffed, unhindered

DAY = timedelta(days=1)
TUESDAY = date(2026, 11, 24)


def again(row):
    return Agreement.objects.select_related("unit", "administration").get(pk=row.pk)


@pytest.mark.django_db(transaction=True)
def test_two_managers_and_the_last_place():
    """30 % of a service of six stay on site: four may be away on a day. The fifth and the sixth are approved at once by
    two managers when one place is left: one of them is refused by the quota, and nothing is lost."""
    place = staffed()
    plain(place.tenant.pk)
    with unhindered():
        rows = [asked(place.people[f"officer{n}"]) for n in range(5)]
        for row in rows[:3]:
            agreements.approve(actor=place.actor("head"), agreement_id=row.pk, now=NOW)
        line = Barrier(2)

        def approve(who, row):
            try:
                actor = place.actor(who)
                line.wait(10)
                agreements.approve(actor=actor, agreement_id=row.pk, now=NOW)
            except quotas.QuotaBroken:
                return "broken"
            finally:
                connection.close()
            return "approved"

        with ThreadPoolExecutor(2) as both:
            told = list(both.map(approve, ("head", "director"), rows[3:]))
    assert sorted(told) == ["approved", "broken"]
    states = sorted(Agreement.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True))
    assert states == [State.ASKED, *[State.TO_SIGN] * 4]
    away = [one for one in quotas.presence(place.units["SER"].pk, TUESDAY, TUESDAY) if one.remote]
    assert [one.remote for one in away] == [4]


def test_places_are_given_back_at_the_end(place):
    row = in_force(place.people["officer0"])
    counted = quotas.presence(place.units["SER"].pk, TUESDAY, TUESDAY)
    assert counted[0].remote == 1
    agreements.end(actor=place.actor("head"), agreement_id=row.pk, ends_on=None, at_once=True, ground="خطأ", now=NOW)
    assert quotas.presence(place.units["SER"].pk, TUESDAY, TUESDAY)[0].remote == 0


def test_somebody_is_moved_in_the_middle(place, monkeypatch):
    """They leave the service for another directorate: suspended, places given back, the new manager asked."""
    row = in_force(place.people["officer0"])
    new = people.post(place.units["DAF"], "متصرف", shared=True)
    for number in range(4):
        people.seat(people.person(f"Accountant {number}", administration=place.tenant), new)
    holding = place.posts["officer"].holding_set.get(person=place.people["officer0"])
    organisations.end_holding(actor=SYSTEM, holding_id=holding.pk, now=NOW)
    people.seat(place.people["officer0"], new, starts_at=NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=1))
    run_jobs()
    run_jobs()
    row = again(row)
    assert (row.state, row.review_unit_id) == (State.SUSPENDED, place.units["DAF"].pk)
    assert agreements.in_force(row.person_id, TODAY) is None
    assert quotas.presence(place.units["SER"].pk, TUESDAY, TUESDAY)[0].remote == 0
    told = Notification.objects.filter(kind="agreements.review").values_list("person_id", flat=True)
    assert place.people["finance"].pk in told
    later = NOW + timedelta(hours=1)
    with pytest.raises(NotAllowed):
        moving.keep(actor=place.actor("head", later), agreement_id=row.pk, now=later)
    moving.keep(actor=place.actor("finance", later), agreement_id=row.pk, now=later)
    row = again(row)
    assert (row.state, row.unit_id, row.post_id) == (State.IN_FORCE, place.units["DAF"].pk, new.pk)
    assert quotas.presence(place.units["DAF"].pk, TUESDAY, TUESDAY)[0].remote == 1


def test_heard_twice_it_is_suspended_once(place):
    row = in_force(place.people["officer0"])
    holding = place.posts["officer"].holding_set.get(person=place.people["officer0"])
    organisations.end_holding(actor=SYSTEM, holding_id=holding.pk, now=NOW)
    for _n in range(2):
        moving.seat_left(person_id=row.person_id, post_id=row.post_id, now=NOW)
    assert again(row).pauses.count() == 1
    moving.let_go(actor=place.actor("head"), agreement_id=row.pk, reason="انتقال", now=NOW)
    starting.advance_all(now=NOW + DAY)
    assert again(row).state == State.ENDED


def test_a_holiday_announced_the_evening_before(place):
    row = in_force(place.people["officer0"])
    assert agreements.remote_on(row.person_id, TUESDAY)
    names = calendars.Names(ar="يوم عطلة", fr="jour chômé", en="day off")
    said = {"kind": calendars.Kind.HOLIDAY, "day": TUESDAY, "names": names, "source": "بلاغ"}
    calendars.announce_holiday(actor=SYSTEM, country="MA", now=NOW + 5 * DAY, **said)
    assert not agreements.remote_on(row.person_id, TUESDAY)
    run_jobs()
    run_jobs()
    assert again(row).state == State.IN_FORCE


def test_what_is_open_at_the_end_is_listed(place, monkeypatch):
    monkeypatch.setattr(registry, "_open_ends", {})
    row = in_force(place.people["officer0"])
    agreements.register_open_end(
        "t", "المهام", lambda person: [("تقرير شهري", "/x")] if person == row.person_id else []
    )
    agreements.register_open_end("e", "المعدات", lambda person: [])
    assert registry.open_ends(row.person_id) == [("المهام", [("تقرير شهري", "/x")])]
    agreements.end(actor=place.actor("head"), agreement_id=row.pk, ends_on=None, at_once=True, ground="خطأ", now=NOW)
    run_jobs()
    assert set(Notification.objects.filter(kind="agreements.ended").values_list("person_id", flat=True)) == {
        row.person_id,
        place.people["head"].pk,
    }


def test_days_of_a_crisis_and_calls_on_site(place, monkeypatch):
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_recalls", {})
    row = in_force(place.people["officer0"])
    other = place.people["officer1"].pk
    agreements.register_source("crisis", lambda people, first, last: {key: {TUESDAY - DAY} for key in people})
    agreements.register_recall("calls", lambda people, first, last: {row.person_id: {TUESDAY}})
    found = agreements.remote_days_among([row.person_id, other], TUESDAY - DAY, TUESDAY)
    assert found == {row.person_id: {TUESDAY - DAY}, other: {TUESDAY - DAY}}


# --- appeals --------------------------------------------------------------------------------------------------------


def refused(place):
    row = asked(place.people["officer0"])
    return agreements.refuse(actor=place.actor("head"), agreement_id=row.pk, reason="ضرورة المصلحة", now=NOW)


def appealed(place, row):
    said = {"agreement_id": row.pk, "words": "أطلب إعادة النظر", "now": NOW}
    return appealing.appeal(actor=place.actor("officer0"), **said)


def test_an_appeal_is_heard_above_and_upheld(place):
    row = refused(place)
    made = appealed(place, row)
    with pytest.raises(appealing.BeingHeard):
        appealed(place, row)
    for who in ("head", "finance", "officer0"):
        with pytest.raises(NotAllowed):
            appealing.answer(actor=place.actor(who), appeal_id=made.pk, upheld=True, reason="نعم", now=NOW)
    appealing.answer(actor=place.actor("director"), appeal_id=made.pk, upheld=True, reason="الحصة تسمح", now=NOW)
    row = again(row)
    assert (row.state, row.decided_by_id) == (State.TO_SIGN, place.people["director"].pk)
    with pytest.raises(appealing.AlreadyHeard):
        appealing.answer(actor=place.actor("director"), appeal_id=made.pk, upheld=False, reason="لا", now=NOW)


def test_an_appeal_that_is_rejected_leaves_the_decision(place):
    row = refused(place)
    made = appealed(place, row)
    with pytest.raises(agreements.ReasonMissing):
        appealing.answer(actor=place.actor("director"), appeal_id=made.pk, upheld=False, reason="", now=NOW)
    appealing.answer(actor=place.actor("director"), appeal_id=made.pk, upheld=False, reason="القرار معلل", now=NOW)
    assert again(row).state == State.REFUSED


def test_what_was_imposed_is_contested_and_ends(place):
    what = agreements.Asked(pattern=rules.Pattern(kind="full"), starts_on=TODAY, ends_on=TODAY + DAY * 30)
    row = agreements.impose(
        actor=place.actor("head"),
        person_id=place.people["officer0"].pk,
        unit_id=place.units["SER"].pk,
        asked=what,
        ground="منشور 1/2020",
        now=NOW,
    )
    made = appealed(place, row)
    appealing.answer(actor=place.actor("sg"), appeal_id=made.pk, upheld=True, reason="لا سند", now=NOW)
    assert again(row).state == State.ENDED


def test_an_appeal_comes_in_time(place):
    row = refused(place)
    last = appealing.until(row)
    if last is None:
        pytest.skip("these rules set no time")
    late = NOW + timedelta(days=(last - TODAY).days + 1)
    with pytest.raises(appealing.TooLate):
        appealing.appeal(actor=place.actor("officer0", late), agreement_id=row.pk, words="تأخر", now=late)
