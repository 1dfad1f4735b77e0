"""Legal cases as data (issue 6, A): each row says whose rules, the facts, and what is expected."""

from __future__ import annotations

import inspect
import tomllib
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from diwan.core.calendars.days import Calendar
from diwan.core.calendars.profile import profile
from diwan.telework.rules import inforce, legal, patterns, queries, terms
from diwan.telework.rules.api import Quota, rules_of
from diwan.telework.rules.legal import Count

FOLDER = Path(__file__).parent / "cases"
CASES = {
    name: table["cases"]
    for path in sorted(FOLDER.glob("*.toml"))
    for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items()
}
CALENDARS = {country: Calendar(profile(country)) for country in ("MA", "KW")}
ON = date(2026, 11, 23)


def rows(name):
    return pytest.mark.parametrize("case", CASES[name], ids=lambda case: " ".join(str(part) for part in case[:3])[:70])


def of(country):
    return rules_of(country, ON)


def test_there_are_more_than_two_hundred():
    assert sum(len(cases) for cases in CASES.values()) >= 200


def test_every_table_says_where_it_is_written():
    for path in FOLDER.glob("*.toml"):
        assert all(table["source"] for table in tomllib.loads(path.read_text(encoding="utf-8")).values())


@rows("latest_end")
def test_how_long_an_authorisation_lasts(case):
    country, starts_on, expected = case
    assert legal.latest_end(rules_of(country, starts_on), starts_on) == expected


@rows("maximum_end")
def test_with_every_renewal(case):
    country, starts_on, expected = case
    assert legal.maximum_end(of(country), starts_on) == expected


@rows("last_day_to_ask_renewal")
def test_asking_for_renewal(case):
    country, last_day, expected = case
    assert legal.last_day_to_ask_renewal(of(country), last_day) == expected


@rows("trial_until")
def test_the_end_of_the_trial(case):
    country, starts_on, expected = case
    assert legal.trial_until(of(country), starts_on) == (expected or None)


@rows("earliest_end")
def test_the_end_with_notice(case):
    country, starts_on, told_on, urgent, expected = case
    assert legal.earliest_end(of(country), starts_on, told_on, urgent=urgent) == expected


@rows("reply_by")
def test_answering_a_request(case):
    country, asked_on, expected = case
    assert legal.reply_by(of(country), asked_on, CALENDARS[country]) == expected


@rows("appeal_by")
def test_contesting_a_refusal(case):
    country, told_on, expected = case
    assert legal.appeal_by(of(country), told_on, CALENDARS[country]) == expected


@rows("change_from")
def test_changing_days(case):
    country, told_on, lasting, expected = case
    assert legal.change_from(of(country), told_on, lasting=lasting) == expected


@rows("evaluation_due")
def test_the_next_evaluation(case):
    country, since, expected = case
    assert legal.evaluation_due(of(country), since) == expected


@rows("device_valid_until")
def test_the_check_of_a_device(case):
    country, checked_on, expected = case
    assert legal.device_valid_until(of(country), checked_on) == expected


@rows("incident_by")
def test_declaring_an_incident(case):
    country, discovered_at, expected = case
    found = legal.incident_by(of(country), datetime.fromisoformat(discovered_at))
    assert found == datetime.fromisoformat(expected)


@rows("quorum")
def test_the_quorum(case):
    country, members, expected = case
    assert legal.quorum(of(country), members) == expected


@rows("kept")
def test_presence_of_one_group_on_one_day(case):
    country, code, people, on_site, expected = case
    quota = next(quota for quota in of(country).quotas if quota.code == code)
    assert quota.kept(on_site, people) is expected
    # The fewest (or the most) people that may be on site say the same.
    least = quota.needed(people)
    assert (on_site >= least if quota.direction == "min" else on_site <= least) is expected


@rows("confirm_window")
def test_when_the_start_is_confirmed(case):
    country, calendar, day, opens, closes = case
    window = legal.confirm_window(of(country), day, CALENDARS[calendar])
    found = (f"{window.opens:%H:%M}", f"{window.closes:%H:%M}") if window else ("", "")
    assert found == (opens, closes)


@rows("report_due")
def test_the_day_of_the_weekly_report(case):
    country, calendar, day, expected = case
    assert legal.report_due(of(country), day, CALENDARS[calendar]) == expected


@rows("breaches")
def test_days_of_a_week_on_average(case):
    country, away, expected = case
    assert sorted(breach.rule for breach in legal.breaches(of(country), away, CALENDARS["MA"])) == expected


@rows("weekly_breaches")
def test_days_of_each_week(case):
    away, expected = case
    france = of("FR")
    weekly = inforce.Rules(
        country="MA",
        profile="FR",
        on=ON,
        max_remote_days_per_week=france.max_remote_days_per_week,
        min_site_days_per_week=france.min_site_days_per_week,
        averaging="week",
    )
    assert sorted(breach.rule for breach in legal.breaches(weekly, away, CALENDARS["MA"])) == expected


@rows("quota_breaks")
def test_presence_over_a_window(case):
    direction, percent, window, weekdays, counted, expected = case
    quota = Quota(
        code="case",
        direction=direction,
        percent=percent,
        window=window,
        weekdays=tuple(weekdays),
        since=date(2026, 1, 1),
        source=of("MA").rules[0].source,
    )
    counts = {day: Count(people, on_site) for day, people, on_site in counted}
    assert len(legal.quota_breaks(quota, counts, CALENDARS["MA"])) == expected


def test_patterns_are_judged_over_their_weeks():
    france, morocco = of("FR"), CALENDARS["MA"]
    year = (date(2026, 8, 31), date(2026, 9, 27))
    three = patterns.Pattern(weekdays=(1, 2, 3))
    four = patterns.Pattern(floating=4)
    half = patterns.Pattern(share="weeks", weeks=(1, 2))
    assert legal.pattern_breaches(france, three, *year, morocco) == []
    assert {breach.rule for breach in legal.pattern_breaches(france, four, *year, morocco)} == {
        "max_remote_days_per_week",
        "min_site_days_per_week",
    }
    assert legal.pattern_breaches(france, half, *year, morocco) == []


def test_an_administration_that_set_its_own_hours_keeps_them_out_of_ramadan():
    rows = (
        (1, "start_from", "07:30", date(2026, 1, 1), None, "x"),
        (2, "start_until", "09:30", date(2026, 1, 1), None, "x"),
    )
    rules = queries.rules_of("MA", ON, rows)
    ordinary = legal.confirm_window(rules, ON, CALENDARS["MA"])
    ramadan = legal.confirm_window(rules, date(2026, 3, 2), CALENDARS["MA"])
    assert (f"{ordinary.opens:%H:%M}", f"{ordinary.closes:%H:%M}") == ("07:00", "09:45")
    assert f"{ramadan.opens:%H:%M}" == "08:30"


def test_no_legal_figure_stands_in_the_code():
    """Days, months and percentages of the profiles are not to be found as constants beside the functions."""
    figures = {str(rule.value) for code in ("MA", "KW", "AE", "FR") for rule in of(code).rules}
    spans = {figure for figure in figures if figure.startswith("P")}
    for module in (legal, inforce, queries, terms):
        source = inspect.getsource(module)
        assert not [span for span in spans if f'"{span}"' in source]
        assert not [part for part in ("30 %", "70 %", "= 60", "= 90", "days=60", "days=90") if part in source]


def test_exact_part_of_a_broken_quota():
    quota = Quota(code="x", direction="min", percent=50, since=date(2026, 1, 1), source=of("MA").rules[0].source)
    (broken,) = legal.quota_breaks(quota, {ON: Count(3, 1)}, CALENDARS["MA"])
    assert broken.percent == Fraction(100, 3)
