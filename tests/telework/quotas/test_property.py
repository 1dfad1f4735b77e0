"""Whatever is asked and given back, in whatever order: no quota is broken, and the counts are what a recount finds."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from diwan.telework.quotas import api as quotas
from diwan.telework.quotas import limits
from diwan.telework.quotas.models import Admission, Count, Group, Member
from diwan.telework.quotas.operations import counting
from tests.core.people import NOW

from .bodies import WEEK, Quota, body, live_by

QUOTAS = (
    Quota(50),
    Quota(60, code="all", scope="administration", window="week"),
    Quota(60, code="counter", scope="counter", weekdays=(2, 4)),
)
DAYS = [*WEEK, *(day + timedelta(days=7) for day in WEEK)]
PEOPLE = st.integers(0, 8)


class Counts(RuleBasedStateMachine):
    """The model is a set of (agreement, person, day); everything else is computed from it."""

    place: Any

    @initialize()
    def found(self) -> None:
        self.held: dict[tuple[str, int], set] = {}

    def unit(self, n: int) -> int:
        return 0 if n < 5 else 1

    def person(self, n: int) -> Any:
        unit = self.unit(n)
        return self.place.staff[unit][n if unit == 0 else n - 5]

    @rule(n=PEOPLE, days=st.lists(st.sampled_from(DAYS), min_size=1, unique=True), which=st.integers(0, 1))
    def admit(self, n: int, days: list, which: int) -> None:
        name = f"a:{n}:{which}"
        before = self.away()
        asked = {(self.person(n).pk, day) for day in days}
        fits = all(kept(self.place, before | asked, self.person(n).pk, day) for _who, day in asked - before)
        with contextlib.suppress(quotas.QuotaBroken), transaction.atomic():
            quotas.admit(
                person_id=self.person(n).pk,
                unit_id=self.place.units[self.unit(n)].pk,
                days=days,
                agreement=name,
                now=NOW,
            )
            assert fits, "let away though a quota breaks"
            self.held.setdefault((name, n), set()).update(days)
            return
        assert not fits, "refused though every quota is kept"

    @rule(n=PEOPLE, which=st.integers(0, 1), since=st.sampled_from(DAYS))
    def release(self, n: int, which: int, since: Any) -> None:
        quotas.release(agreement=f"a:{n}:{which}", from_day=since)
        if (f"a:{n}:{which}", n) in self.held:
            self.held[f"a:{n}:{which}", n] = {day for day in self.held[f"a:{n}:{which}", n] if day < since}

    def away(self) -> set:
        return {(self.person(n).pk, day) for (_name, n), days in self.held.items() for day in days}

    @invariant()
    def counts_are_what_the_model_says(self) -> None:
        away = self.away()
        root = {day: sum(1 for _who, one in away if one == day) for day in DAYS}
        kept_now = dict(Count.objects.filter(scope__unit=self.place.root).values_list("day", "remote"))
        assert {day: kept_now.get(day, 0) for day in DAYS} == root

    @invariant()
    def a_recount_finds_nothing(self) -> None:
        again = counting.recount(administration_id=self.place.tenant.pk, now=NOW)
        assert (again.wrong, again.moved) == (0, 0)


def kept(place: Any, away: set, who: int, day: Any) -> bool:
    """An independent reading of the three quotas, from the set alone."""
    week = [one for one in DAYS if one.isocalendar()[:2] == day.isocalendar()[:2]]

    def out(people: list, days: list) -> int:
        return sum(1 for one in people for d in days if (one.pk, d) in away)

    everybody = [one for staff in place.staff for one in staff]
    own = next(staff for staff in place.staff if who in [one.pk for one in staff])
    units_kept = all((len(people) - out(people, [day])) * 2 >= len(people) for people in (own, everybody))
    whole_kept = (len(everybody) * 5 - out(everybody, week)) * 100 >= len(everybody) * 5 * 60
    counter = place.staff[0][:3]
    counter_kept = (
        day.isoweekday() not in (2, 4)
        or who not in [one.pk for one in counter]
        or ((3 - out(counter, [day])) * 100 >= 180)
    )
    return units_kept and whole_kept and counter_kept


@pytest.mark.django_db
def test_no_order_of_requests_breaks_a_quota_or_a_count(monkeypatch):
    live_by(monkeypatch, *QUOTAS)
    assert limits.quotas_between(0, [])[WEEK[0]] == QUOTAS
    place = body((5, 4))
    counter = Group.objects.create(
        unit=place.units[0], administration=place.tenant, kind="counter", code="B", name_ar="ب"
    )
    for one in place.staff[0][:3]:
        Member.objects.create(group=counter, person=one, starts_on=NOW.date())

    class Machine(Counts):
        def __init__(self) -> None:
            super().__init__()
            self.place = place

        def teardown(self) -> None:
            Admission.objects.all().delete()
            Count.objects.all().delete()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25, stateful_step_count=14, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
