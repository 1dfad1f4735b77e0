"""Patterns of work away: which days they plan, what they refuse, and that they survive as JSON."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from diwan.core.calendars.days import Calendar
from diwan.core.calendars.profile import profile
from diwan.telework.rules.api import Pattern, PatternError
from diwan.telework.rules.patterns import week_of_month

MA, KW = Calendar(profile("MA")), Calendar(profile("KW"))
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    """Any pattern that can be made."""
    if draw(st.booleans()) and draw(st.booleans()):
        return Pattern(kind="full", share="days")

    def numbers(most: int) -> st.SearchStrategy:
        return st.lists(st.integers(1, most), unique=True, max_size=most).map(tuple)

    share = draw(st.sampled_from(["hours", "days", "weeks", "months"]))
    said = {"weekdays": draw(numbers(7)), "weeks": draw(numbers(5)), "months": draw(numbers(12))}
    if share == "hours":
        start = draw(st.integers(0, 22))
        said |= {"from_time": f"{start:02}:30", "to_time": f"{draw(st.integers(start + 1, 23)):02}:45"}
    elif share == "days" and draw(st.booleans()):
        said |= {"weekdays": (), "floating": draw(st.integers(1, 6))}
    elif share == "days":
        said["weekdays"] = said["weekdays"] or (2,)
    else:
        said[share] = said[share] or (1,)
    return Pattern(kind="partial", share=share, **said)


days = st.dates(date(2021, 1, 1), date(2030, 12, 31))
calendars = st.sampled_from([MA, KW])


@given(patterns())
def test_what_is_kept_as_json_is_the_same_pattern(pattern):
    assert Pattern.from_json(pattern.to_json()) == pattern


@given(patterns(), days, st.integers(0, 90), calendars)
def test_planned_days_are_worked_in_order_and_within(pattern, first, length, calendar):
    last = first + timedelta(days=length)
    planned = pattern.days(first, last, calendar)
    assert planned == sorted(set(planned))
    assert all(first <= day <= last and calendar.is_working_day(day) for day in planned)
    assert [day for day in planned if not pattern.covers(day, calendar)] == []


@given(patterns(), days, st.integers(0, 60), st.integers(0, 60), calendars)
def test_a_span_cut_in_two_plans_the_same_days(pattern, first, one, two, calendar):
    middle, last = first + timedelta(days=one), first + timedelta(days=one + 1 + two)
    parts = pattern.days(first, middle, calendar) + pattern.days(middle + timedelta(days=1), last, calendar)
    assert parts == pattern.days(first, last, calendar)


@given(patterns(), days, calendars)
def test_full_covers_whatever_a_partial_one_does(pattern, first, calendar):
    last = first + timedelta(days=45)
    assert set(pattern.days(first, last, calendar)) <= set(Pattern(kind="full").days(first, last, calendar))


@given(patterns(), days, calendars)
def test_no_week_is_fuller_than_the_fullest(pattern, day, calendar):
    start = day - timedelta(days=(day.isoweekday() - calendar.profile.week_starts_on) % 7)
    planned = pattern.days(start, start + timedelta(days=6), calendar)
    assert not pattern.whole_days or len(planned) <= pattern.most_per_week()


@given(patterns(), days, calendars)
def test_floating_days_are_never_planned_and_fixed_ones_never_chosen(pattern, day, calendar):
    assert not (pattern.covers(day, calendar) and pattern.may_choose(day, calendar))
    assert not pattern.is_floating or not pattern.covers(day, calendar)


@given(days, st.sampled_from([1, 7]))
def test_a_week_has_one_number(day, week_starts_on):
    start = day - timedelta(days=(day.isoweekday() - week_starts_on) % 7)
    numbers = {week_of_month(start + timedelta(days=n), week_starts_on) for n in range(7)}
    assert len(numbers) == 1
    assert 1 <= numbers.pop()[1] <= 5


@given(patterns())
def test_every_pattern_can_be_said_in_every_language(pattern):
    for language in ("ar", "fr", "en", "zgh"):
        with translation.override(language):
            said = pattern.words()
        assert said
        assert "%(" not in said
        assert "None" not in said


def test_two_days_a_week():
    mondays = Pattern(kind="partial", share="days", weekdays=(4, 1))
    assert mondays.weekdays == (1, 4)
    assert mondays.days(date(2026, 11, 16), date(2026, 11, 29), MA) == [
        date(2026, 11, 16),
        date(2026, 11, 19),
        date(2026, 11, 23),
        date(2026, 11, 26),
    ]


def test_the_independence_day_is_no_day_away():
    wednesdays = Pattern(kind="partial", share="days", weekdays=(3,))
    assert wednesdays.days(date(2026, 11, 9), date(2026, 11, 29), MA) == [date(2026, 11, 11), date(2026, 11, 25)]


def test_first_and_third_week_of_the_month_are_whole():
    weeks = Pattern(kind="partial", share="weeks", weeks=(1,))
    # The week of Monday 31 August 2026 has its Thursday in September: it is September's first.
    assert weeks.days(date(2026, 8, 31), date(2026, 9, 13), MA) == [
        date(2026, 8, 31) + timedelta(days=n) for n in range(5)
    ]


def test_fridays_are_off_in_kuwait():
    assert Pattern(kind="partial", share="days", weekdays=(5,)).days(FIRST, LAST, KW) == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kind": "sometimes"},
        {"share": "minutes"},
        {"share": "days"},
        {"share": "days", "weekdays": [0]},
        {"share": "days", "weekdays": [8]},
        {"share": "days", "weekdays": [1, 1]},
        {"share": "days", "weekdays": ["1"]},
        {"share": "days", "weekdays": [True]},
        {"share": "days", "weekdays": "1"},
        {"share": "days", "weekdays": [1], "floating": 2},
        {"share": "days", "floating": 0},
        {"share": "days", "floating": 7},
        {"share": "weeks", "weeks": [1], "floating": 2},
        {"share": "weeks"},
        {"share": "weeks", "weeks": [6]},
        {"share": "months"},
        {"share": "months", "months": [13]},
        {"share": "hours"},
        {"share": "hours", "from_time": "12:00", "to_time": "12:00"},
        {"share": "hours", "from_time": "13:00", "to_time": "12:00"},
        {"share": "hours", "from_time": "9:00", "to_time": "12:00"},
        {"share": "hours", "from_time": "09:00"},
        {"share": "days", "weekdays": [1], "from_time": "09:00", "to_time": "12:00"},
        {"kind": "full", "weekdays": [1]},
        {"kind": "full", "share": "never"},
        {"share": "days", "weekdays": [1], "location": "home"},
    ],
)
def test_what_says_nothing_or_two_things_is_refused(said):
    with pytest.raises(PatternError):
        Pattern.from_json(said)
