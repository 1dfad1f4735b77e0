"""The table of hand-checked cases (R10 of the reliability goals), and an independent implementation beside it."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import holidays
import pytest

from diwan.core.calendars import wording
from diwan.core.calendars.api import Calendar, LegalClock, countries, profile, zone
from diwan.core.calendars.checks import disagreements, zone_data_are_current

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
CALENDARS = {country: Calendar(profile(country)) for country in countries()}


def rows(name):
    return pytest.mark.parametrize("case", CASES[name], ids=lambda case: " ".join(str(part) for part in case[:3]))


def stories(name, label):
    return pytest.mark.parametrize("case", CASES[name], ids=lambda case: str(case[label]))


def test_the_table_is_as_large_as_promised():
    assert sum(len(cases) for cases in CASES.values()) >= 120


@rows("working")
def test_working_days(case):
    country, day, reason = case
    found = CALENDARS[country].why_not_working(day)
    assert (found.en if found else "") == reason


@rows("hijri")
def test_hijri_dates(case):
    country, day, *expected = case
    assert list(CALENDARS[country].to_hijri(day)) == expected


@rows("clock")
def test_legal_time(case):
    country, moment, wall = case
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert at.astimezone(zone(country)).replace(tzinfo=None) == datetime.fromisoformat(wall)


@rows("hours")
def test_office_hours(case):
    country, day, opens, closes = case
    found = CALENDARS[country].office_hours(day)
    assert (f"{found.opens:%H:%M}", f"{found.closes:%H:%M}") == (opens, closes) if found else not opens


@rows("due")
def test_due_dates(case):
    country, start, days, unit, expected = case
    assert CALENDARS[country].due_on(start, days, unit) == expected


@stories("legal", "story")
def test_legal_clocks(case):
    calendar = CALENDARS[case["country"]]
    clock = LegalClock(calendar, calendar.profile.legal_rule(case["key"], case["start"]), case["start"])
    for event, *details in case.get("events", ()):
        clock = getattr(clock, event)(*details)
    assert (clock.due_on, clock.silence_on) == (case["due"], case["silence"])


@stories("written", "both")
def test_dates_as_people_write_them(case):
    calendar = CALENDARS[case["country"]]
    assert wording.gregorian(case["day"], calendar.profile, case["language"]) == case["gregorian"]
    assert wording.both(case["day"], calendar, case["language"]) == case["both"]


def test_the_machine_knows_the_legal_time_of_the_profiles():
    assert zone_data_are_current() == []


def test_stale_zone_data_are_seen(tmp_path):
    """As if Morocco had never gone back to UTC: the profile block of 2026 no longer agrees."""
    stale = Calendar(profile("MA")).profile
    wrong = stale.clock[-1].__class__(since=date(2026, 9, 20), source=stale.names, minutes=60)
    changed = type(stale)(**{**vars(stale), "clock": (*stale.clock[:-1], wrong)})
    assert disagreements(changed) == [wrong]


@pytest.mark.parametrize("country", countries())
@pytest.mark.parametrize("year", range(2008, 2041))
def test_fixed_holidays_agree_with_an_independent_list(country, year):
    """python-holidays knows the same fixed days; its Hijri ones are estimates and are compared only in length."""
    theirs = holidays.country_holidays(country, years=year, language="en_US")
    fixed = {day for day, names in theirs.items() if any("estimated" not in name for name in names.split("; "))}
    ours = {
        day
        for day, offs in CALENDARS[country].days_off(year).items()
        if any(off.key in {rule.key for rule in profile(country).fixed} for off in offs)
    }
    assert ours == fixed


@pytest.mark.parametrize("country", countries())
def test_hijri_holidays_stay_within_two_days_of_the_independent_estimate(country):
    """A slip of a month or a year in the data would show; a sighted moon moves a day or two."""
    keys = {rule.key for rule in profile(country).hijri}
    for year in range(2008, 2041):
        theirs = [
            day
            for day, names in holidays.country_holidays(
                country, years=[year - 1, year, year + 1], language="en_US"
            ).items()
            if "estimated" in names
        ]
        for day, offs in CALENDARS[country].days_off(year).items():
            if any(off.key in keys for off in offs):
                assert min(abs(day - other) for other in theirs) <= timedelta(days=2), (country, day)


@pytest.mark.parametrize("country", countries())
def test_months_have_29_or_30_days_where_both_ends_were_announced(country):
    decisions = {d.hijri: d.day for d in profile(country).decisions if d.hijri}
    for (year, month), day in decisions.items():
        after = decisions.get((year + month // 12, month % 12 + 1))
        assert after is None or (after - day).days in {29, 30}, (country, year, month)


@pytest.mark.parametrize("country", countries())
def test_every_rule_has_its_source_in_three_languages(country):
    found = profile(country)
    for block in (
        *found.weekends,
        *found.hours,
        *found.fixed,
        *found.hijri,
        *found.decisions,
        *found.due,
        *found.legal,
    ):
        assert block.source.ar
        assert block.source.fr
        assert block.source.en
