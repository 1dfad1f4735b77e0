"""Laws that hold for every date, whatever was announced."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diwan.core.calendars.api import Calendar, Kind, Names, countries, profile
from diwan.core.calendars.hijri import first_of
from diwan.core.calendars.profile import Decision, UnknownCountry

NAMES = Names("عطلة", "Congé", "Day off")
CALENDARS = {country: Calendar(profile(country)) for country in countries()}
country_codes = st.sampled_from(countries())
dates = st.dates(date(2008, 1, 1), date(2040, 12, 31))
counts = st.integers(0, 130)
units = st.sampled_from(["calendar", "working"])


def off(day):
    return Decision(kind=Kind.HOLIDAY, day=day, names=NAMES, source=NAMES)


@given(country_codes, dates, counts, counts, units)
def test_more_days_never_end_earlier(country, start, days, more, unit):
    calendar = CALENDARS[country]
    assert calendar.due_on(start, days, unit) <= calendar.due_on(start, days + more, unit)


@given(country_codes, dates, st.integers(0, 60), counts, units)
def test_a_later_start_never_ends_earlier(country, start, later, days, unit):
    calendar = CALENDARS[country]
    assert calendar.due_on(start, days, unit) <= calendar.due_on(start + timedelta(days=later), days, unit)


@given(country_codes, dates, counts, units)
def test_the_last_day_is_worked_and_not_before_the_start(country, start, days, unit):
    due = CALENDARS[country].due_on(start, days, unit)
    assert due >= start
    assert CALENDARS[country].is_working_day(due)


@given(country_codes, dates, counts, units, st.lists(st.integers(0, 200), max_size=6))
def test_a_new_holiday_never_makes_a_due_date_earlier(country, start, days, unit, offsets):
    announced = tuple(off(start + timedelta(days=offset)) for offset in offsets)
    more = Calendar(profile(country), announced)
    assert more.due_on(start, days, unit) >= CALENDARS[country].due_on(start, days, unit)


@given(country_codes, dates, st.integers(1, 130))
def test_working_days_are_counted_exactly(country, start, days):
    calendar = CALENDARS[country]
    due = calendar.due_on(start, days, "working")
    assert calendar.working_days(start, due) == days
    assert calendar.working_days(start, due - timedelta(days=1)) == days - 1


@given(country_codes, dates)
def test_hijri_dates_follow_each_other_day_by_day(country, day):
    calendar = CALENDARS[country]
    today, tomorrow = calendar.to_hijri(day), calendar.to_hijri(day + timedelta(days=1))
    if tomorrow.day == 1:
        assert 28 <= today.day <= 31  # estimates beside an announced month may take or give a day
        assert (tomorrow.year * 12 + tomorrow.month) - (today.year * 12 + today.month) == 1
    else:
        assert tomorrow == (today.year, today.month, today.day + 1)


@given(country_codes, st.integers(1430, 1460), st.integers(1, 12), st.integers(-1, 1))
def test_an_announced_month_begins_on_its_day(country, year, month, shift):
    day = first_of(year, month) + timedelta(days=shift)
    sighted = Decision(kind=Kind.MONTH, day=day, hijri=(year, month), names=NAMES, source=NAMES)
    calendar = Calendar(profile(country), (sighted,))
    assert calendar.month_start(year, month) == (day, False)
    assert calendar.to_hijri(day) == (year, month, 1)


def test_a_moon_sighted_the_evening_before_moves_the_feast():
    """Ramadan 1448 is computed to end with Eid on 10 March 2027 in Morocco; the moon is seen a day earlier."""
    before = Calendar(profile("MA"))
    eid = next(o for offs in before.days_off(2027).values() for o in offs if o.key == "eid_al_fitr")
    assert eid.estimated
    sooner = eid.day - timedelta(days=1)
    after = Calendar(
        profile("MA"), (Decision(kind=Kind.MONTH, day=sooner, hijri=(1448, 10), names=NAMES, source=NAMES),)
    )
    assert [str(o.day) for offs in after.days_off(2027).values() for o in offs if o.key == "eid_al_fitr"] == [
        str(sooner),
        str(eid.day),
    ]
    assert after.is_ramadan(sooner - timedelta(days=1))
    assert not after.is_ramadan(sooner)
    assert before.is_ramadan(sooner)
    assert not next(iter(after.days_off(2027)[sooner])).estimated


def test_a_day_declared_worked_is_worked_even_on_a_weekend():
    saturday = date(2026, 11, 21)
    calendar = Calendar(profile("MA"), (Decision(kind=Kind.WORKING, day=saturday, names=NAMES, source=NAMES),))
    assert calendar.is_working_day(saturday)
    assert calendar.office_hours(saturday).opens.hour == 8


def test_two_holidays_on_one_day_are_both_listed():
    """14 August 2027: Oued Ed-Dahab, and Mawlid if the month begins as in Umm al-Qura."""
    sighted = Decision(kind=Kind.MONTH, day=date(2027, 8, 3), hijri=(1449, 3), names=NAMES, source=NAMES)
    offs = Calendar(profile("MA"), (sighted,)).days_off(2027)[date(2027, 8, 14)]
    assert {o.key for o in offs} == {"oued_ed_dahab", "mawlid"}


@pytest.mark.parametrize(("days", "unit"), [(-1, "calendar"), (-1, "working"), (3, "lunar")])
def test_a_count_that_means_nothing_is_a_bug(days, unit):
    with pytest.raises(ValueError, match="cannot count"):
        CALENDARS["MA"].due_on(date(2026, 1, 1), days, unit)


def test_a_country_without_a_profile_is_unknown():
    with pytest.raises(UnknownCountry):
        profile("FR")
    with pytest.raises(UnknownCountry):
        profile("../MA")
