"""What granting requests would do, before anything is granted."""

from __future__ import annotations

import pytest

from diwan.telework.quotas import api as quotas
from diwan.telework.quotas.models import Count, Group, Member, Scope
from tests.core.people import NOW

from .bodies import MONDAY, WEEK, Quota, body, live_by

pytestmark = pytest.mark.django_db
TUESDAY = WEEK[1]


def asked(place, *numbers, days=(TUESDAY,), unit=0):
    return [quotas.Asked(place.staff[unit][n].pk, place.units[unit].pk, tuple(days)) for n in numbers]


def test_requests_fit_in_their_order_of_arrival_and_the_table_says_what_all_would_do(monkeypatch):
    live_by(monkeypatch, Quota(70))
    place = body((10,))
    for n in (0, 1):
        quotas.admit(
            person_id=place.staff[0][n].pk, unit_id=place.units[0].pk, days=[TUESDAY], agreement=f"a:{n}", now=NOW
        )
    kept = Count.objects.count(), Scope.objects.count()
    wanted = [*asked(place, 2, 3, 4), *asked(place, 5, days=[MONDAY])]
    seen = quotas.simulate(asked=wanted, now=NOW)
    assert [answer.fits for answer in seen.answers] == [True, False, False, True]
    assert seen.answers[1].found.day == TUESDAY
    assert seen.answers[1].found.percent == 60
    assert seen.first_break.day == TUESDAY
    assert seen.first_break.percent == 50
    line = next(one for one in seen.lines if one.scope.unit_id == place.units[0].pk and one.day == TUESDAY)
    assert (line.population, line.remote, line.asked, line.percent, line.percent_now) == (10, 5, 3, 50, 80)
    assert line.broken
    assert (Count.objects.count(), Scope.objects.count()) == kept, "a simulation writes nothing"


def test_a_simulation_of_what_nobody_counted_yet_writes_nothing_either(monkeypatch):
    live_by(monkeypatch, Quota(70))
    place = body((3,))
    seen = quotas.simulate(asked=asked(place, 0, days=WEEK), now=NOW)
    assert seen.first_break.percent == 66
    assert not Scope.objects.exists()
    assert quotas.simulate(asked=[], now=NOW) == quotas.Forecast()


def test_days_already_away_are_not_counted_twice_unless_the_request_replaces_them(monkeypatch):
    live_by(monkeypatch, Quota(60))
    place = body((5,))
    for n in (0, 1):
        quotas.admit(person_id=place.staff[0][n].pk, unit_id=place.units[0].pk, days=WEEK, agreement=f"a:{n}", now=NOW)
    assert quotas.simulate(asked=asked(place, 0), now=NOW).answers[0].fits
    assert not quotas.simulate(asked=asked(place, 2), now=NOW).answers[0].fits


def test_fourteen_requests_and_a_counter_that_would_fall(monkeypatch):
    live_by(monkeypatch, Quota(30), Quota(70, code="counter", scope="counter"))
    place = body((20,))
    counter = Group.objects.create(
        unit=place.units[0], administration=place.tenant, kind="counter", code="B", name_ar="الشباك ب"
    )
    for who in place.staff[0][:5]:
        Member.objects.create(group=counter, person=who, starts_on=NOW.date())
    seen = quotas.simulate(asked=asked(place, *range(14)), now=NOW)
    assert {line.scope.pk: line.scope.group for line in seen.lines}[seen.first_break.limit.scope_id] == counter
    assert seen.names[seen.first_break.limit.scope_id] == "الشباك ب"
    assert [answer.fits for answer in seen.answers] == [True] + [False] * 4 + [True] * 9
    for number, answer in enumerate(seen.answers):
        name = f"a:{number}"
        if answer.fits:
            one = answer.asked
            quotas.admit(person_id=one.person_id, unit_id=one.unit_id, days=one.days, agreement=name, now=NOW)
    with pytest.raises(quotas.QuotaBroken) as refused:
        quotas.admit(
            person_id=place.staff[0][1].pk, unit_id=place.units[0].pk, days=[TUESDAY], agreement="a:1", now=NOW
        )
    assert refused.value.params["scope"] == "الشباك ب"


def test_one_read_of_the_counts_however_many_ask(monkeypatch, django_assert_num_queries):
    live_by(monkeypatch, Quota(70))
    place = body((10,))
    quotas.admit(person_id=place.staff[0][9].pk, unit_id=place.units[0].pk, days=WEEK, agreement="a", now=NOW)
    for several in (range(1), range(9)):
        wanted = asked(place, *several, days=WEEK)
        with django_assert_num_queries(8):  # place, groups, scopes, country, calendar, counts, who is away, names
            quotas.simulate(asked=wanted, now=NOW)
