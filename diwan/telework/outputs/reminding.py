"""Reminders of due dates, and the drafting of the reports of the week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations

from .enums import LIVE, TO_DO
from .models import Task, WeeklyReport
from .operations import reports
from .queries.week import first_of_week
from .telling import languages, managers, tell, tell_of_report
from .terms import remind_before, report_weekday

if TYPE_CHECKING:
    from datetime import date, datetime

FURTHEST = timedelta(days=30)  # no reminder looks further ahead
SOON = ngettext_lazy(
    "One worked day is left, until %(day)s: %(task)s",
    "%(days)s worked days are left, until %(day)s: %(task)s",
    "days",
)


def remind(*, now: datetime) -> int:
    """Tell those who do a task, some worked days before its day, on it, and once after it. How many were told."""
    told = 0
    for country in calendars.countries():
        days, today = calendars.calendar(country), calendars.local_day(now, country)
        if not days.is_working_day(today):
            continue
        rows = Task.objects.filter(state__in=TO_DO, due_on__lte=today + FURTHEST, administration__country=country)
        before: dict[int, int] = {}
        for task in rows.select_related("administration").order_by("due_on", "pk"):
            key = task.administration_id
            lead = before.setdefault(key, 0) or remind_before(key, today)
            before[key] = lead
            told += remind_of(task, days, today, lead, now)
    return told


def remind_of(task: Task, days: calendars.Calendar, today: date, lead: int, now: datetime) -> int:
    people, once = languages([task.person_id]), f"{task.pk}:{task.due_on}"
    if task.due_on < today:
        sentence = _("Late since %(day)s: %(task)s")
        return tell(people, "outputs.late", sentence, task, once=once, now=now, day=task.due_on)
    left = days.working_days(today, task.due_on)
    if task.due_on == today:
        return tell(people, "outputs.soon", _("Due today: %(task)s"), task, once=f"{once}:today", now=now)
    if left > lead:
        return 0
    return tell(people, "outputs.soon", SOON, task, once=once, now=now, days=left, day=task.due_on)


def draft_reports(*, now: datetime) -> int:
    """On the day of the week that the rules of each administration name, draft the report of each unit where tasks are
    live; a draft is counted again each time this runs that day. How many."""
    drafted = 0
    for administration_id, country in list(administrations(now)):
        today = calendars.local_day(now, country)
        if today.isoweekday() != report_weekday(administration_id, today):
            continue
        for unit_id in units_at_work(administration_id, today):
            drafted += draft(unit_id, today, now)
    return drafted


def administrations(now: datetime) -> list[tuple[int, str]]:
    rows = organisations.administrations(now.date())
    return list(rows.values_list("unit__administration_id", "unit__administration__country"))


def units_at_work(administration_id: int, today: date) -> list[int]:
    """The units whose own people have tasks under way, or had some due this week."""
    week = first_of_week(today)
    rows = Task.objects.filter(administration=administration_id)
    rows = rows.filter(state__in=LIVE) | rows.counted(week, week + reports.WEEK)
    return sorted(set(rows.order_by().values_list("unit_id", flat=True)))


def draft(unit_id: int, today: date, now: datetime) -> int:
    try:
        row = reports.draft(actor=organisations.SYSTEM, unit_id=unit_id, on=today, now=now)
    except reports.AlreadySent:
        return 0
    row = WeeklyReport.objects.select_related("administration").get(pk=row.pk)
    sentence = _("Complete the weekly report of %(unit)s, from %(day)s, then send it")
    tell_of_report(managers(unit_id, now), sentence, row, once="draft", now=now)
    return 1
