"""People and units move under the counts, and what drifted is found at night."""

from __future__ import annotations

import pytest

from diwan.core.organisations.actors import SYSTEM
from diwan.core.organisations.operations import posts, units
from diwan.telework.quotas import api as quotas
from diwan.telework.quotas.models import Count, Recount
from diwan.telework.quotas.operations import counting
from diwan.telework.quotas.tasks import recount as nightly
from tests.core import people
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs

from .bodies import WEEK, body, live_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch):
    live_by(monkeypatch)
    found = body((3, 2))
    for n in (0, 1):
        quotas.admit(person_id=found.staff[0][n].pk, unit_id=found.units[0].pk, days=WEEK, agreement=f"a:{n}", now=NOW)
    run_jobs()
    return found


def counts(unit):
    return set(Count.objects.filter(scope__unit=unit, day__in=WEEK).values_list("population", "remote"))


def test_somebody_named_to_a_post_is_counted_after_the_fact_is_heard(place):
    newcomer = people.person("New Comer")
    people.seat(newcomer, people.post(place.units[0], "كاتب"))
    assert counts(place.units[0]) == {(3, 2)}
    run_jobs()
    assert counts(place.units[0]) == {(4, 2)}
    assert counts(place.root) == {(6, 2)}


def test_a_unit_moved_below_another_takes_those_away_with_it(place):
    units.move_unit(actor=SYSTEM, unit_id=place.units[0].pk, parent_id=place.units[1].pk, on=NOW.date(), now=NOW)
    run_jobs()
    run_jobs()
    assert counts(place.units[1]) == {(5, 2)}
    assert counts(place.root) == {(5, 2)}
    quotas.release(agreement="a:0", from_day=WEEK[0])
    assert counts(place.units[1]) == {(5, 1)}
    found = counting.recount(administration_id=place.tenant.pk, now=NOW)
    assert (found.wrong, found.moved) == (0, 0)


def test_the_recount_shows_and_mends_what_drifted(place):
    Count.objects.filter(scope__unit=place.root, day=WEEK[2]).update(remote=5)
    Count.objects.filter(scope__unit=place.root, day=WEEK[3]).update(population=50)
    found = counting.recount(administration_id=place.tenant.pk, now=NOW)
    assert (found.wrong, found.moved) == (1, 1)
    assert {(one["what"], one["kept"], one["found"]) for one in found.differences} == {
        ("away", 5, 2),
        ("people", 50, 5),
    }
    assert counts(place.root) == {(5, 2)}
    nightly()
    assert (Recount.objects.latest("at").wrong, Recount.objects.latest("at").moved) == (0, 0)


def test_a_seat_that_ends_leaves_the_count(place):
    seat = place.staff[1][0].holding_set.get()
    posts.end_holding(actor=SYSTEM, holding_id=seat.pk, now=NOW)
    run_jobs()
    assert {people for people, _away in counts(place.root)} == {4}
