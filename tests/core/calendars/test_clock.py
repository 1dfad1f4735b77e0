"""What the law lets an administration do with a delay, and what it refuses."""

from datetime import date

import pytest

from diwan.core.calendars.api import (
    BackInTime,
    Calendar,
    ClockRunning,
    ClockRunOut,
    ClockStopped,
    ExtensionTooLong,
    LegalClock,
    NoMoreCompletion,
    NoMoreExtension,
    profile,
)

START = date(2026, 9, 1)


def clock(country="MA", key="request"):
    calendar = Calendar(profile(country))
    return LegalClock(calendar, calendar.profile.legal_rule(key, START), START)


def test_pieces_may_be_asked_for_once_only():
    once = clock().stop(date(2026, 9, 11)).resume(date(2026, 10, 1))
    with pytest.raises(NoMoreCompletion):
        once.stop(date(2026, 10, 2))


def test_a_stopped_clock_has_no_last_day_and_no_silence():
    stopped = clock().stop(date(2026, 9, 11))
    assert (stopped.due_on, stopped.silence_on, stopped.days_left(date(2027, 1, 1)), stopped.recourse_until) == (
        None,
    ) * 4
    assert not stopped.ran_out(date(2030, 1, 1))
    with pytest.raises(ClockStopped):
        stopped.stop(date(2026, 9, 12))
    with pytest.raises(ClockStopped):
        stopped.extend(date(2026, 9, 12))


def test_a_running_clock_cannot_be_resumed():
    with pytest.raises(ClockRunning):
        clock().resume(date(2026, 9, 11))


def test_one_extension_within_what_the_law_gives():
    with pytest.raises(ExtensionTooLong):
        clock().extend(date(2026, 9, 11), 61)
    with pytest.raises(ExtensionTooLong):
        clock().extend(date(2026, 9, 11), 0)
    with pytest.raises(NoMoreExtension):
        clock().extend(date(2026, 9, 11), 10).extend(date(2026, 9, 12), 10)


def test_nothing_stretches_a_delay_that_has_ended():
    assert clock().due_on == date(2026, 11, 2)
    assert clock().extend(date(2026, 11, 2), 5).due_on == date(2026, 11, 5)
    with pytest.raises(ClockRunOut):
        clock().extend(date(2026, 11, 3))
    with pytest.raises(ClockRunOut):
        clock().stop(date(2026, 11, 3))


def test_events_come_in_order():
    with pytest.raises(BackInTime):
        clock().stop(date(2026, 8, 31))
    stopped = clock().stop(date(2026, 9, 11))
    with pytest.raises(BackInTime):
        stopped.resume(date(2026, 9, 10))
    with pytest.raises(BackInTime):
        stopped.resume(date(2026, 10, 1)).extend(date(2026, 9, 30))


def test_days_left_and_lateness():
    assert clock().days_left(date(2026, 11, 2)) == 0
    assert clock().days_left(date(2026, 11, 4)) == -2
    assert not clock().ran_out(date(2026, 11, 2))
    assert clock().ran_out(date(2026, 11, 3))


def test_silence_says_what_the_country_says():
    assert clock().rule.silence == "acceptance"
    assert clock("KW", "grievance").rule.silence == "refusal"
    with pytest.raises(NoMoreExtension):
        clock("KW", "grievance").extend(date(2026, 9, 11), 1)


def test_recourse_runs_from_the_silence():
    assert clock().recourse_until == date(2026, 12, 3)


def test_no_clock_before_the_law():
    with pytest.raises(LookupError):
        profile("MA").legal_rule("request", date(2019, 1, 1))
