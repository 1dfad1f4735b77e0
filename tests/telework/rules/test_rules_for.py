"""The rules in force: the country's profile, usual practice behind it, an administration's adjustments before it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from diwan.telework.rules import profile as files
from diwan.telework.rules.api import Quota, Rules, Span, profiles, rules_for, rules_of
from diwan.telework.rules.models import Adjustment
from diwan.telework.rules.terms import TERMS
from tests.core import people

TODAY = people.TODAY


def adjusted(administration, key, value, starts_on=TODAY, **more):
    return Adjustment.objects.create(
        administration=administration,
        key=key,
        value=value,
        starts_on=starts_on,
        ground="قرار",
        made_at=timezone.now(),
        **more,
    )


def test_there_are_four_countries():
    assert profiles() == ("AE", "FR", "KW", "MA")


def test_every_rule_is_a_field_and_every_field_a_rule():
    plain = {"country", "profile", "on", "quotas", "crisis", "rules", "statements"}
    assert {name for name in Rules.__dataclass_fields__ if name not in plain} == set(TERMS)


@pytest.mark.django_db
def test_the_draft_decree_of_morocco():
    rules = rules_for(people.administration().pk, TODAY)
    assert (rules.country, rules.profile) == ("MA", "MA")
    assert rules.length == Span.parse("P1Y")
    assert rules.renewals == 1
    assert rules.trial == Span.parse("P3M")
    assert (rules.renewal_ask_days, rules.notice_days, rules.notice_days_trial) == (60, 60, 30)
    assert not rules.rule("length").confirmed
    assert "2.20.343" in rules.rule("length").source.fr
    assert rules.max_remote_days_per_week is None


@pytest.mark.django_db
def test_kuwait_keeps_at_most_thirty_percent_on_site():
    rules = rules_for(people.administration(country="KW").pk, TODAY)
    (quota,) = rules.quotas
    assert (quota.direction, quota.percent, quota.since) == ("max", 30, date(2026, 3, 10))
    assert rules_for(people.administration("KWT", country="KW").pk, date(2026, 3, 9)).quotas == ()


def test_opposite_quotas_in_the_same_fields():
    (emirates,) = rules_of("AE", TODAY).quotas
    (kuwait,) = rules_of("KW", TODAY).quotas
    assert (emirates.direction, emirates.percent, emirates.weekdays) == ("min", 70, (5,))
    assert (kuwait.direction, kuwait.percent, kuwait.weekdays) == ("max", 30, ())


def test_france_counts_days_over_the_month():
    france = rules_of("FR", TODAY)
    assert (france.max_remote_days_per_week, france.min_site_days_per_week, france.averaging) == (3, 2, "month")
    assert (france.change_notice.days, france.one_off_notice.days) == (15, 2)


@pytest.mark.django_db
def test_an_adjustment_holds_from_its_day_to_its_end():
    tenant = people.administration()
    adjusted(tenant, "trial", "P1M", TODAY, ends_on=TODAY + timedelta(days=10))
    at = [rules_for(tenant.pk, TODAY + timedelta(days=n)).trial for n in (-1, 0, 9, 10)]
    assert at == [Span.parse("P3M"), Span.parse("P1M"), Span.parse("P1M"), Span.parse("P3M")]


@pytest.mark.django_db
def test_a_later_adjustment_wins_and_a_withdrawn_one_is_gone():
    tenant = people.administration()
    adjusted(tenant, "eligible_score", 70)
    second = adjusted(tenant, "eligible_score", 75)
    assert rules_for(tenant.pk, TODAY).eligible_score == 75
    second.withdrawn_at, second.withdrawal_reason = timezone.now(), "خطأ"
    second.save()
    assert rules_for(tenant.pk, TODAY).eligible_score == 70


@pytest.mark.django_db
def test_another_administration_is_not_touched():
    here, there = people.administration(), people.administration("MEF")
    adjusted(here, "eligible_score", 90)
    assert rules_for(there.pk, TODAY).eligible_score != 90


@pytest.mark.django_db
def test_the_same_administration_follows_another_country_by_data_alone():
    tenant = people.administration()
    adjusted(tenant, "profile", "KW")
    rules = rules_for(tenant.pk, TODAY)
    assert (rules.country, rules.profile) == ("MA", "KW")
    assert [(quota.code, quota.percent) for quota in rules.quotas] == [("maximum_presence", 30)]


@pytest.mark.django_db
def test_a_quota_is_added_changed_or_put_aside():
    tenant = people.administration(country="KW")
    adjusted(tenant, "quota.maximum_presence", {"direction": "max", "percent": 20})
    adjusted(tenant, "quota.desk", {"direction": "min", "percent": 50, "scope": "counter", "value": "B"})
    quotas = {quota.code: quota for quota in rules_for(tenant.pk, TODAY).quotas}
    assert quotas["maximum_presence"].percent == 20
    assert (quotas["desk"].scope, quotas["desk"].value) == ("counter", "B")
    adjusted(tenant, "quota.desk", None)
    assert set(dict.fromkeys(q.code for q in rules_for(tenant.pk, TODAY).quotas)) == {"maximum_presence"}


@pytest.mark.django_db
def test_the_rules_cost_two_queries(django_assert_num_queries):
    tenant = people.administration()
    with django_assert_num_queries(2):
        rules_for(tenant.pk, TODAY)


def test_another_file_gives_other_answers(tmp_path, monkeypatch):
    """Nothing of it is code: the file is swapped, and the answers follow."""
    for path in files.FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == "KW":
            text = text.replace("percent = 30", "percent = 45").replace('direction = "max"', 'direction = "min"')
        if path.stem == "MA":
            text = text.replace('value = "P3M"', 'value = "P5M"')
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    assert [(quota.direction, quota.percent) for quota in rules_of("KW", TODAY).quotas] == [("min", 45)]
    assert rules_of("MA", TODAY).trial == Span.parse("P5M")


def test_a_quota_counts_people_exactly():
    since, source = date(2026, 1, 1), files.profile("MA").names
    least = Quota(code="a", direction="min", percent=70, since=since, source=source)
    most = Quota(code="b", direction="max", percent=30, since=since, source=source)
    assert (least.needed(10), least.needed(11), most.needed(10), most.needed(11)) == (7, 8, 3, 3)
    assert least.kept(7, 10)
    assert not least.kept(7, 11)
    assert most.kept(3, 10)
    assert not most.kept(4, 11)
