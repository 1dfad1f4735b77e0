"""Letting people away: counted everywhere above, refused where a minimum would break, given back exactly."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from diwan.telework.quotas import api as quotas
from diwan.telework.quotas.models import Admission, Count
from tests.core import people
from tests.core.people import NOW

from .bodies import MONDAY, WEEK, Quota, body, live_by

pytestmark = pytest.mark.django_db
TUESDAY = WEEK[1]


def admit(who, unit, days, name, **more):
    quotas.admit(person_id=who.pk, unit_id=unit.pk, days=days, agreement=name, now=NOW, **more)


def away(unit, day):
    (count,) = quotas.presence(unit.pk, day, day)
    return count.remote, count.population


def test_an_admission_counts_in_the_unit_and_all_above_it(monkeypatch):
    live_by(monkeypatch)
    place = body((3, 4))
    admit(place.staff[0][0], place.units[0], [MONDAY, TUESDAY], "a:1")
    assert away(place.units[0], MONDAY) == (1, 3)
    assert away(place.root, TUESDAY) == (1, 7)
    assert away(place.units[1], MONDAY) == (0, 4)
    assert away(place.units[0], WEEK[2]) == (0, 3)


def test_a_minimum_refuses_the_first_day_that_would_break_and_counts_nothing(monkeypatch):
    live_by(monkeypatch, Quota(70))
    place = body((10,))
    for n in range(3):
        admit(place.staff[0][n], place.units[0], [TUESDAY], f"a:{n}")
    with pytest.raises(quotas.QuotaBroken) as refused, transaction.atomic():
        admit(place.staff[0][3], place.units[0], WEEK, "a:3")
    said = str(refused.value)
    assert refused.value.params["percent"] == 60
    assert "min 70" in said
    assert refused.value.status == 422
    assert away(place.units[0], MONDAY) == (0, 10)
    assert not Admission.objects.filter(agreement="a:3").exists()


def test_a_quota_of_the_administration_binds_beside_that_of_the_unit(monkeypatch):
    live_by(monkeypatch, Quota(50), Quota(80, code="all", scope="administration"))
    place = body((5, 5))
    admit(place.staff[0][0], place.units[0], [MONDAY], "a:1")
    admit(place.staff[1][0], place.units[1], [MONDAY], "a:2")
    with pytest.raises(quotas.QuotaBroken) as refused:
        admit(place.staff[0][1], place.units[0], [MONDAY], "a:3")
    assert refused.value.params["percent"] == 70


def test_only_the_named_weekdays_are_held_to_a_quota(monkeypatch):
    live_by(monkeypatch, Quota(100, weekdays=(5,)))
    place = body((2,))
    admit(place.staff[0][0], place.units[0], WEEK[:4], "a:1")
    with pytest.raises(quotas.QuotaBroken):
        admit(place.staff[0][1], place.units[0], WEEK[4:], "a:2")


def test_groups_too_small_for_a_quota_are_not_held_to_it(monkeypatch):
    live_by(monkeypatch, Quota(50, least_people=2, scope="unit"))
    place = body((1, 4))
    admit(place.staff[0][0], place.units[0], [MONDAY], "a:1")
    assert away(place.units[0], MONDAY) == (1, 1)


def test_an_average_of_the_week_lets_one_day_fall_low(monkeypatch):
    live_by(monkeypatch, Quota(80, window="week"))
    place = body((5,))
    for n in range(5):  # 5 of 25 days: the week stands at 80 % though nobody is there on Monday
        admit(place.staff[0][n], place.units[0], [MONDAY], f"a:{n}")
    assert away(place.units[0], MONDAY) == (5, 5)
    with pytest.raises(quotas.QuotaBroken) as refused:
        admit(place.staff[0][0], place.units[0], [TUESDAY], "a:6")
    assert refused.value.params["percent"] == 76


def test_a_holiday_does_not_count_and_a_maximum_never_refuses(monkeypatch):
    live_by(monkeypatch, Quota(100), Quota(30, code="max", direction="max"))
    place = body((2,))
    independence = date(2027, 1, 11)  # a public holiday of Morocco, a Monday
    admit(place.staff[0][0], place.units[0], [independence], "a:1")
    (count,) = quotas.presence(place.units[0].pk, independence, independence)
    assert (count.remote, count.working, count.limits) == (1, False, ())
    (tuesday,) = quotas.presence(place.units[0].pk, TUESDAY, TUESDAY)
    assert [limit.quota.code for limit in tuesday.broken] == ["max"]


def test_the_same_agreement_counts_a_day_once(monkeypatch):
    live_by(monkeypatch)
    place = body((3,))
    for _again in range(2):
        admit(place.staff[0][0], place.units[0], [MONDAY, TUESDAY], "a:1")
    assert away(place.units[0], MONDAY) == (1, 3)


def test_release_gives_back_the_days_to_come_and_nothing_twice(monkeypatch):
    live_by(monkeypatch)
    place = body((3,))
    admit(place.staff[0][0], place.units[0], WEEK, "a:1")
    admit(place.staff[0][1], place.units[0], WEEK, "a:2")
    for _again in range(2):
        quotas.release(agreement="a:1", from_day=WEEK[2])
    assert [away(place.units[0], day)[0] for day in WEEK] == [2, 2, 1, 1, 1]
    quotas.release(agreement="nobody", from_day=MONDAY)


def test_somebody_away_by_two_agreements_is_counted_once_until_both_let_go(monkeypatch):
    live_by(monkeypatch)
    place = body((3,))
    who = place.staff[0][0]
    admit(who, place.units[0], [MONDAY, TUESDAY], "a:1")
    admit(who, place.units[0], [TUESDAY, WEEK[2]], "crisis:1")
    assert [away(place.units[0], day)[0] for day in WEEK[:3]] == [1, 1, 1]
    quotas.release(agreement="a:1", from_day=MONDAY)
    assert [away(place.units[0], day)[0] for day in WEEK[:3]] == [0, 1, 1]
    quotas.release(agreement="crisis:1", from_day=MONDAY)
    assert [away(place.units[0], day)[0] for day in WEEK[:3]] == [0, 0, 0]


def refit(who, unit, days, name, since=MONDAY):
    quotas.refit(person_id=who.pk, unit_id=unit.pk, days=days, agreement=name, from_day=since, now=NOW)


def test_refitted_it_keeps_some_days_gives_others_back_and_takes_new_ones(monkeypatch):
    live_by(monkeypatch)
    place = body((3,))
    who = place.staff[0][0]
    admit(who, place.units[0], [MONDAY, TUESDAY, WEEK[2]], "a:1")
    refit(who, place.units[0], [TUESDAY, WEEK[4]], "a:1", since=TUESDAY)
    assert [away(place.units[0], day)[0] for day in WEEK] == [1, 1, 0, 0, 1]
    (kept,) = Admission.objects.filter(agreement="a:1")
    assert kept.days == [MONDAY, TUESDAY, WEEK[4]]
    refit(who, place.units[0], [], "a:1")
    assert not Admission.objects.filter(agreement="a:1").exists()
    assert [away(place.units[0], day)[0] for day in WEEK] == [0, 0, 0, 0, 0]


def test_a_day_that_is_kept_is_not_asked_for_again(monkeypatch):
    """People left since, and the minimum holds no more: who is away stays away, and nobody else goes."""
    live_by(monkeypatch, Quota(50))
    place = body((4,))
    for n in range(2):
        admit(place.staff[0][n], place.units[0], [MONDAY], f"a:{n}")
    Count.objects.filter(scope__unit=place.units[0], day=MONDAY).update(population=3)
    refit(place.staff[0][0], place.units[0], [MONDAY, TUESDAY], "a:0")
    assert away(place.units[0], TUESDAY) == (1, 4)
    with pytest.raises(quotas.QuotaBroken), transaction.atomic():
        refit(place.staff[0][2], place.units[0], [MONDAY], "a:2")


def test_days_change_places_within_a_week_whose_average_is_full(monkeypatch):
    live_by(monkeypatch, Quota(80, window="week"))
    place = body((5,))
    for n in range(5):
        admit(place.staff[0][n], place.units[0], [MONDAY], f"a:{n}")
    refit(place.staff[0][0], place.units[0], [TUESDAY], "a:0")
    assert [away(place.units[0], day)[0] for day in WEEK[:2]] == [4, 1]
    with pytest.raises(quotas.QuotaBroken):
        refit(place.staff[0][0], place.units[0], WEEK[1:3], "a:0")


def test_it_costs_as_many_trips_however_many_days(monkeypatch, django_assert_num_queries):
    place = body((30,))
    admit(place.staff[0][0], place.units[0], WEEK, "a:0")  # scopes, counts and the rules of these days are known
    admit(place.staff[0][1], place.units[0], [MONDAY], "a:1")
    for days in (WEEK[1:2], WEEK):
        with django_assert_num_queries(6):  # savepoint; where and what is held; calendar; rules; written; released
            refit(place.staff[0][1], place.units[0], days, "a:1")


def test_people_are_those_seated_on_that_day(monkeypatch):
    live_by(monkeypatch)
    place = body((2,))
    newcomer = people.person("New Comer")
    seat = people.post(place.units[0], "كاتب")
    people.seat(newcomer, seat, starts_at=NOW + timedelta(days=3))
    assert away(place.units[0], NOW.date()) == (0, 2)
    assert away(place.units[0], MONDAY) == (0, 3)


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_and_one_place_left(monkeypatch):
    live_by(monkeypatch, Quota(70))
    place = body((10,))
    admit(place.staff[0][0], place.units[0], WEEK, "a:0")
    admit(place.staff[0][1], place.units[0], WEEK, "a:1")
    gate, outcomes = threading.Barrier(2), []

    def approve(n: int) -> None:
        try:
            gate.wait(10)
            admit(place.staff[0][n], place.units[0], reversed(WEEK) if n % 2 else WEEK, f"a:{n}")
            outcomes.append("let away")
        except quotas.QuotaBroken:
            outcomes.append("refused")
        finally:
            connection.close()

    managers = [threading.Thread(target=approve, args=(n,)) for n in (2, 3)]
    for manager in managers:
        manager.start()
    for manager in managers:
        manager.join(20)
    assert sorted(outcomes) == ["let away", "refused"]
    assert set(Count.objects.filter(scope__unit=place.units[0]).values_list("remote", flat=True)) == {3}


def in_threads(*acts):
    """What each came to, all begun at once."""
    gate, outcomes = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            gate.wait(10)
            act()
            outcomes.append("done")
        except quotas.QuotaBroken:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_the_same_days_given_back_twice_at_once_are_given_back_once(monkeypatch):
    live_by(monkeypatch)
    place = body((10,))
    for n in range(3):
        admit(place.staff[0][n], place.units[0], WEEK, f"a:{n}")
    give = [lambda: quotas.release(agreement="a:0", from_day=MONDAY)] * 4
    assert in_threads(*give) == ["done"] * 4
    assert [away(place.units[0], day) for day in WEEK] == [(2, 10)] * 5


@pytest.mark.django_db(transaction=True)
def test_one_person_let_away_twice_at_once_by_two_agreements_is_counted_once(monkeypatch):
    live_by(monkeypatch)
    place = body((10,))
    who, unit = place.staff[0][0], place.units[0]
    took = in_threads(*(lambda n=n: admit(who, unit, WEEK[n:], f"a:{n}") for n in range(3)))
    assert took == ["done"] * 3
    assert [away(unit, day)[0] for day in WEEK] == [1] * 5
    quotas.release(agreement="a:0", from_day=MONDAY)
    assert [away(unit, day)[0] for day in WEEK] == [0, 1, 1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_gives_the_turn_back_before_the_transaction_ends(monkeypatch):
    live_by(monkeypatch, Quota(90))
    place = body((10,))
    admit(place.staff[0][0], place.units[0], [MONDAY], "a:0")
    with transaction.atomic():
        with pytest.raises(quotas.QuotaBroken):
            admit(place.staff[0][1], place.units[0], [MONDAY], "a:1")
        other = lambda: admit(place.staff[0][2], place.units[0], [TUESDAY], "a:2")  # noqa: E731
        assert in_threads(other) == ["done"]
