"""What the rules mean for a date, a week or a count: pure functions, so that each can be shown by cases.

A "last day" is included: an authorisation of one year from 1 March lasts to the last day of February. A delay runs from
the day after what starts it, from date to date for months and years. No figure stands here; all come from `Rules`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .enums import Window
from .patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from diwan.core.calendars.api import Calendar

    from .inforce import Rules
    from .profile import Quota

DAY = timedelta(days=1)


# --- how long ---


def latest_end(rules: Rules, starts_on: date) -> date:
    """The last day an authorisation that starts then may have."""
    return rules.length.after(starts_on) - DAY


def maximum_end(rules: Rules, starts_on: date) -> date:
    """The last day with every renewal there may be."""
    return rules.renewal.times(rules.renewals).after(rules.length.after(starts_on)) - DAY


def renewed_end(rules: Rules, last_day: date) -> date:
    """The last day after one more renewal."""
    return rules.renewal.after(last_day + DAY) - DAY


def may_renew(rules: Rules, done: int, *, evaluated: bool) -> bool:
    """Whether one more renewal is allowed after `done` of them."""
    return done < rules.renewals and (evaluated or not rules.renewal_after_evaluation)


def last_day_to_ask_renewal(rules: Rules, last_day: date) -> date:
    """The latest day on which renewal is asked for in time."""
    return rules.renewal_ask.before(last_day)


def trial_until(rules: Rules, starts_on: date) -> date | None:
    """The last day of the trial; None when there is none."""
    return rules.trial.after(starts_on) - DAY if rules.trial else None


def in_trial(rules: Rules, starts_on: date, day: date) -> bool:
    until = trial_until(rules, starts_on)
    return until is not None and starts_on <= day <= until


def earliest_end(
    rules: Rules, starts_on: date, told_on: date, *, urgent: bool = False, last_day: date | None = None
) -> date:
    """The first day that may be the last one when the end is told on `told_on`; never after `last_day`, its own end.

    Whether the trial's notice applies is judged on the day it is told.
    """
    if urgent:
        notice = rules.notice_urgent
    else:
        notice = rules.notice_trial if in_trial(rules, starts_on, told_on) else rules.notice
    end = notice.after(told_on)
    return min(end, last_day) if last_day else end


def change_from(rules: Rules, told_on: date, *, lasting: bool) -> date:
    """The first day on which changed days may hold."""
    return (rules.change_notice if lasting else rules.one_off_notice).after(told_on)


# --- deadlines ---


def reply_by(rules: Rules, asked_on: date, calendar: Calendar) -> date:
    """The last day to answer a request; one that is not worked moves to the next worked one."""
    return calendar.next_working_day(rules.reply.after(asked_on))


def appeal_by(rules: Rules, told_on: date, calendar: Calendar) -> date:
    """The last day to contest a refusal."""
    return calendar.next_working_day(rules.appeal.after(told_on))


def evaluation_due(rules: Rules, since: date) -> date:
    """When the next evaluation is due after a start, or after the last one."""
    return rules.evaluation_every.after(since)


def device_valid_until(rules: Rules, checked_on: date) -> date:
    """The last day on which a check of a personal device still holds."""
    return rules.device_check.after(checked_on) - DAY


def incident_by(rules: Rules, discovered_at: datetime) -> datetime:
    """When a security incident is declared at the latest: real hours, whatever the clock of the country does."""
    return discovered_at + timedelta(hours=rules.incident_clock_hours)


def call_from(rules: Rules, sent_at: datetime) -> datetime:
    """The earliest hour at which somebody called then must be on site."""
    return sent_at + timedelta(hours=rules.call_notice_hours)


def report_due(rules: Rules, day: date, calendar: Calendar) -> date:
    """The day of the weekly report in the week of `day`; the worked day before it when it is not worked.

    The week is that of the country. When no day of it up to then is worked, the first worked one after it.
    """
    first = week_start(day, calendar)
    due = first + ((rules.report_weekday - first.isoweekday()) % 7) * DAY
    back = next((due - n * DAY for n in range((due - first).days + 1) if calendar.is_working_day(due - n * DAY)), None)
    return back or calendar.next_working_day(due)


def quorum(rules: Rules, members: int) -> int:
    """How many members must be there."""
    return ceil(members * Fraction(rules.quorum))


# --- the day ---


@dataclass(frozen=True)
class ConfirmWindow:
    """From when the start of work may be confirmed, and until when it is not late. Aware moments."""

    opens: datetime
    closes: datetime
    minutes: int | None = None  # how long is worked that day, where the text says so


def confirm_window(rules: Rules, day: date, calendar: Calendar) -> ConfirmWindow | None:
    """When a person confirms the start of a working day; None on a day that is not worked, or without known hours.

    Hours are those of the country's calendar (Ramadan has its own); an administration that adjusted its own hours
    keeps them out of Ramadan.
    """
    if not calendar.is_working_day(day):
        return None
    hours = calendar.office_hours(day)
    ramadan = calendar.is_ramadan(day)
    adjusted = [rules.rule(key) for key in ("start_from", "start_until")]
    own = any(rule is not None and rule.adjusted for rule in adjusted) and not ramadan
    minutes = hours.minutes if hours else None
    if hours and not own:
        first, last = hours.opens, hours.start_by or hours.opens
    elif rules.start_from or rules.start_until:
        first = _time(rules.start_from or rules.start_until)
        last = _time(rules.start_until or rules.start_from)
    else:
        return None
    zone = ZoneInfo(calendar.profile.zone)
    opens = datetime.combine(day, first, zone) - timedelta(minutes=rules.confirm_early_minutes)
    closes = datetime.combine(day, last, zone) + timedelta(minutes=rules.confirm_grace_minutes)
    return ConfirmWindow(opens, closes, minutes)


def _time(text: str | None) -> time:
    return time.fromisoformat(text or "00:00")


# --- days of a week ---


@dataclass(frozen=True)
class Breach:
    """A week (or a month, where days are averaged) with too many days away, or too few on site."""

    since: date
    until: date
    away: int
    on_site: int
    limit: int
    rule: str  # the key of the rule that is broken


def week_start(day: date, calendar: Calendar) -> date:
    """The first day of the country's week that holds this day."""
    return day - ((day.isoweekday() - calendar.profile.week_starts_on) % 7) * DAY


def breaches(rules: Rules, away: Iterable[date], calendar: Calendar) -> list[Breach]:
    """The weeks in which these days worked away break the rules; months, where days are averaged over the month.

    A holiday lightens what is due on site that week, one day for one: nobody makes up for it. A month has the weeks
    whose middle day lies in it, so none is counted twice.
    """
    days = {day for day in away if calendar.is_working_day(day)}
    starts = sorted({week_start(day, calendar) for day in days})
    if rules.averaging != Window.MONTH:
        return [breach for start in starts for breach in _broken(rules, [start], days, calendar)]
    months = sorted({_month_of(start) for start in starts})
    return [breach for month in months for breach in _broken(rules, _weeks_of(month, calendar), days, calendar)]


def pattern_breaches(rules: Rules, pattern: Pattern, first: date, last: date, calendar: Calendar) -> list[Breach]:
    """The same for a pattern over whole weeks. Floating days are put at the beginning of each week."""
    if not pattern.whole_days:
        return []
    if not pattern.is_floating:
        return breaches(rules, pattern.days(first, last, calendar), calendar)
    placed: list[date] = []
    used: Counter[date] = Counter()
    for day in (first + n * DAY for n in range((last - first).days + 1)):
        week = week_start(day, calendar)
        if pattern.may_choose(day, calendar) and used[week] < (pattern.floating or 0):
            used[week] += 1
            placed.append(day)
    return breaches(rules, placed, calendar)


def _month_of(start: date) -> tuple[int, int]:
    middle = start + 3 * DAY
    return middle.year, middle.month


def _weeks_of(month: tuple[int, int], calendar: Calendar) -> list[date]:
    first = week_start(date(*month, 1), calendar)
    return [start for n in range(7) if _month_of(start := first + 7 * n * DAY) == month]


def _broken(rules: Rules, weeks: list[date], days: set[date], calendar: Calendar) -> list[Breach]:
    span = [start + n * DAY for start in weeks for n in range(7)]
    worked = [day for day in span if calendar.is_working_day(day)]
    ordinary = [day for day in span if not calendar.is_weekend(day)]
    away = sum(1 for day in worked if day in days)
    on_site, off = len(worked) - away, max(len(ordinary) - len(worked), 0)
    found = []
    if rules.max_remote_days_per_week is not None:
        most = rules.max_remote_days_per_week * len(weeks)
        if away > most:
            found.append(Breach(span[0], span[-1], away, on_site, most, "max_remote_days_per_week"))
    if rules.min_site_days_per_week is not None:
        least = max(rules.min_site_days_per_week * len(weeks) - off, 0)
        if on_site < least:
            found.append(Breach(span[0], span[-1], away, on_site, least, "min_site_days_per_week"))
    return found


# --- presence ---


@dataclass(frozen=True)
class Count:
    """So many people on one day, and so many of them on site."""

    people: int
    on_site: int


@dataclass(frozen=True)
class BrokenQuota:
    quota: Quota
    since: date
    until: date
    people: int
    on_site: int

    @property
    def percent(self) -> Fraction:
        """The part on site, in percent, exact."""
        return Fraction(self.on_site * 100, self.people)


def quota_breaks(quota: Quota, counts: Mapping[date, Count], calendar: Calendar) -> list[BrokenQuota]:
    """Where a quota is broken by these counts of one group of people: by day, or summed over each week or month.

    Days that are not worked, days out of its dates or of other weekdays do not count.
    """
    groups: dict[date | tuple[int, int], list[date]] = {}
    for day in sorted(counts):
        if calendar.is_working_day(day) and quota.applies_on(day):
            groups.setdefault(_window(quota, day, calendar), []).append(day)
    found = []
    for days in groups.values():
        people, on_site = sum(counts[day].people for day in days), sum(counts[day].on_site for day in days)
        big = max(counts[day].people for day in days) >= quota.least_people
        if big and people and not quota.kept(on_site, people):
            found.append(BrokenQuota(quota, days[0], days[-1], people, on_site))
    return found


def _window(quota: Quota, day: date, calendar: Calendar) -> date | tuple[int, int]:
    if quota.window == Window.WEEK:
        return week_start(day, calendar)
    return (day.year, day.month) if quota.window == Window.MONTH else day


def most_away(quota: Quota, people: int) -> int:
    """How many of so many people may be away on one day under a minimum of presence; all of them under a maximum."""
    return people - quota.needed(people) if quota.direction == "min" else people
