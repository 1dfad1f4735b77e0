"""Adjusting the rules of an administration: what is recorded, what is refused, to whom, and two at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from diwan.core.journal.models import Entry
from diwan.core.organisations.api import SYSTEM, actor_for
from diwan.kit.refusals import NotAllowed
from diwan.telework.rules import checking, operations
from diwan.telework.rules.api import Span, rules_for
from diwan.telework.rules.models import Adjustment
from diwan.telework.rules.terms import BadValue
from diwan.telework.rules.timeline import timeline
from tests.core import people

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=30)


def adjust(tenant, key, value, starts_on=TODAY, **more):
    said = {"actor": SYSTEM, "ground": "مقرر رقم 12", "now": timezone.now(), **more}
    return operations.adjust(administration_id=tenant.pk, key=key, value=value, starts_on=starts_on, **said)


@pytest.fixture
def tenant(db):
    return people.administration()


def keeper(tenant, reach="administration"):
    user = people.person("Karim Bennis" if reach else "Said Rami", "كريم بنيس", administration=tenant)
    people.seat(user, people.post(people.root(tenant), rights={"telework.rules": reach} if reach else {}))
    return actor_for(user.pk, timezone.now())


def test_a_keeper_sets_a_rule_from_a_day_on(tenant):
    row = adjust(tenant, "trial", "P1M", LATER, actor=keeper(tenant))
    assert row.made_by.name_latin == "Karim Bennis"
    assert rules_for(tenant.pk, LATER - timedelta(days=1)).trial == Span.parse("P3M")
    assert rules_for(tenant.pk, LATER).trial == Span.parse("P1M")
    assert Entry.objects.filter(kind="rules.adjusted", subject=f"adjustment:{row.pk}").count() == 1


def test_others_do_not(tenant):
    with pytest.raises(NotAllowed):
        adjust(tenant, "trial", "P1M", actor=keeper(tenant, reach=""))
    elsewhere = people.administration("MEF")
    with pytest.raises(NotAllowed):
        adjust(elsewhere, "trial", "P1M", actor=keeper(tenant))
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize(
    ("key", "value", "refusal"),
    [
        ("nonsense", 1, checking.UnknownRule),
        ("trial", "three months", BadValue),
        ("trial", 90, BadValue),
        ("eligible_score", 101, BadValue),
        ("eligible_score", True, BadValue),
        ("quorum", "3/2", BadValue),
        ("quorum", "1/0", BadValue),
        ("averaging", "year", BadValue),
        ("start_from", "25:00", BadValue),
        ("report_weekday", 8, BadValue),
        ("hours_flexible", "yes", BadValue),
        ("profile", "XX", checking.UnknownProfile),
        ("notice", "P1M", checking.NoRoom),
        ("trial", "P4M", checking.BeyondTheLaw),
        ("length", "P2Y", checking.BeyondTheLaw),
        ("quota.desk", {"direction": "min"}, checking.BadQuota),
        ("quota.desk", {"direction": "above", "percent": 3}, checking.BadQuota),
        ("quota.desk", {"direction": "min", "percent": 130}, checking.BadQuota),
        ("quota.desk", {"direction": "min", "percent": 30, "colour": "red"}, checking.BadQuota),
        ("quota.desk", {"direction": "min", "percent": 30, "weekdays": [9]}, checking.BadQuota),
    ],
)
def test_what_is_no_value_or_beyond_the_law_is_refused(tenant, key, value, refusal):
    with pytest.raises(refusal):
        adjust(tenant, key, value)
    assert not Adjustment.objects.exists()


def test_a_maximum_of_the_law_may_be_lowered_only(db):
    kuwait = people.administration(country="KW")
    with pytest.raises(checking.BeyondTheLaw):
        adjust(kuwait, "quota.maximum_presence", {"direction": "max", "percent": 40})
    with pytest.raises(checking.NoRoom):
        adjust(kuwait, "quota.maximum_presence", {"direction": "min", "percent": 20})
    with pytest.raises(checking.NoRoom):
        adjust(kuwait, "quota.maximum_presence", None)
    adjust(kuwait, "quota.maximum_presence", {"direction": "max", "percent": 20})
    assert [quota.percent for quota in rules_for(kuwait.pk, TODAY).quotas] == [20]


def test_a_minimum_and_a_maximum_that_contradict(tenant):
    adjust(tenant, "quota.most", {"direction": "max", "percent": 50, "scope": "unit"}, LATER)
    with pytest.raises(checking.QuotasContradict):
        adjust(tenant, "quota.minimum_presence", {"direction": "min", "percent": 60, "scope": "unit"})
    # The same until the day before the maximum begins: nothing contradicts.
    adjust(tenant, "quota.minimum_presence", {"direction": "min", "percent": 60, "scope": "unit"}, ends_on=LATER)


def test_quotas_of_different_days_or_counters_do_not_contradict(tenant):
    adjust(tenant, "quota.a", {"direction": "min", "percent": 80, "scope": "counter", "value": "A", "weekdays": [1]})
    adjust(tenant, "quota.b", {"direction": "max", "percent": 20, "scope": "counter", "value": "A", "weekdays": [2]})
    adjust(tenant, "quota.c", {"direction": "max", "percent": 20, "scope": "counter", "value": "C"})
    with pytest.raises(checking.QuotasContradict):
        adjust(tenant, "quota.d", {"direction": "max", "percent": 20, "scope": "counter"})


def test_a_trial_is_no_longer_than_the_authorisation(tenant):
    with pytest.raises(checking.TooLong):
        adjust(tenant, "length", "P2M")
    adjust(tenant, "trial", "P1M")
    adjust(tenant, "renewal_ask", "P30D")
    adjust(tenant, "length", "P2M")


def test_hours_that_contradict(tenant):
    adjust(tenant, "start_from", "08:00")
    with pytest.raises(checking.HoursContradict):
        adjust(tenant, "start_until", "07:30")


def test_nothing_is_set_in_the_past_or_without_ground(tenant):
    with pytest.raises(operations.InThePast):
        adjust(tenant, "trial", "P1M", TODAY - timedelta(days=1))
    with pytest.raises(operations.NoGround):
        adjust(tenant, "trial", "P1M", ground="  ")
    with pytest.raises(operations.EndsBeforeItStarts):
        adjust(tenant, "trial", "P1M", ends_on=TODAY)
    adjust(tenant, "trial", "P1M")
    with pytest.raises(operations.NothingChanges):
        adjust(tenant, "trial", "P1M")


def test_what_has_not_begun_is_withdrawn(tenant):
    row = adjust(tenant, "trial", "P1M", LATER)
    operations.withdraw(actor=SYSTEM, adjustment_id=row.pk, reason="خطأ", now=timezone.now())
    assert rules_for(tenant.pk, LATER).trial == Span.parse("P3M")
    with pytest.raises(operations.AlreadyWithdrawn):
        operations.withdraw(actor=SYSTEM, adjustment_id=row.pk, reason="خطأ", now=timezone.now())
    assert Adjustment.objects.count() == 1


def test_what_has_begun_is_ended(tenant):
    row = adjust(tenant, "trial", "P1M")
    with pytest.raises(operations.AlreadyBegun):
        operations.withdraw(actor=SYSTEM, adjustment_id=row.pk, reason="خطأ", now=timezone.now())
    operations.end(actor=SYSTEM, adjustment_id=row.pk, ends_on=LATER, reason="انتهت التجربة", now=timezone.now())
    assert rules_for(tenant.pk, LATER - timedelta(days=1)).trial == Span.parse("P1M")
    assert rules_for(tenant.pk, LATER).trial == Span.parse("P3M")


def test_withdrawing_may_not_leave_rules_that_contradict(tenant):
    least = {"direction": "min", "percent": 60, "scope": "unit"}
    lowered = adjust(tenant, "quota.minimum_presence", {"direction": "min", "percent": 10, "scope": "unit"}, LATER)
    adjust(tenant, "quota.most", {"direction": "max", "percent": 20, "scope": "unit"}, LATER)
    assert least["percent"] > 20
    with pytest.raises(checking.QuotasContradict):  # the country's thirty percent would stand again beside it
        operations.withdraw(actor=SYSTEM, adjustment_id=lowered.pk, reason="خطأ", now=timezone.now())


def test_the_timeline_joins_what_is_the_same(tenant):
    adjust(tenant, "trial", "P1M", LATER, ends_on=LATER + timedelta(days=10))
    values = [(stretch.thing.value, stretch.since) for stretch in timeline(tenant.pk, "trial") if stretch.thing]
    assert [value for value, _since in values[-3:]] == ["P3M", "P1M", "P3M"]
    assert values[-2][1] == LATER


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_set_rules_that_contradict():
    tenant = people.administration()
    both = {
        "quota.least": {"direction": "min", "percent": 80},
        "quota.most": {"direction": "max", "percent": 20},
    }
    ready, answers = threading.Barrier(2), []

    def one(key):
        try:
            ready.wait(10)
            adjust(tenant, key, both[key])
            answers.append("set")
        except checking.QuotasContradict:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[key]) for key in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["refused", "set"]
    assert Adjustment.objects.count() == 1
