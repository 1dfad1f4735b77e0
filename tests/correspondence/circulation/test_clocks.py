"""Due dates, reminders, the call above, the weekly list: each said once, on worked days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from diwan.core.calendars import api as calendars
from diwan.core.notifications.models import Notification
from diwan.core.organisations.api import SYSTEM
from diwan.correspondence.circulation import reminding
from diwan.correspondence.circulation.models import Instruction
from diwan.correspondence.circulation.operations import clocks, keeping
from diwan.correspondence.circulation.pace import pace_of, usual_due
from diwan.correspondence.letters import api as letters
from tests.core.people import NOW

DAY = timedelta(days=1)
WEDNESDAY = NOW  # 18 November 2026 is a holiday in Morocco (Independence Day)


def told(office, who, kind):
    return Notification.objects.filter(person=office.people[who], kind=kind).count()


def test_days_given_are_worked_ones(office):
    letter = office.letter(priority=letters.Priority.VERY_URGENT)
    days, due = usual_due(letter, pace_of(letter.administration_id), NOW)
    assert (days, due.isoformat()) == (1, "2026-11-19")
    [row] = office.give(letter, "DRH", due_days=5)
    assert row.due_on == calendars.due_on("MA", NOW.date(), 5, "working")


def test_the_letter_s_own_last_day_comes_first(office):
    letter = office.letter(due_on=NOW.date() + 2 * DAY, due_kind="legal")
    assert usual_due(letter, pace_of(letter.administration_id), NOW) == (None, NOW.date() + 2 * DAY)


def test_a_holiday_announced_moves_what_was_counted_in_days(office):
    [row] = office.give(office.letter(), "DRH", due_days=3)
    [typed] = office.give(office.letter(), "DAF", due_on=row.due_on)
    calendars.announce_holiday(
        actor=SYSTEM,
        country="MA",
        kind=calendars.Kind.HOLIDAY,
        day=row.due_on,
        names=calendars.Names("عطلة استثنائية", "Jour chômé", "Day off"),
        source="بلاغ",
        now=NOW,
    )
    assert clocks.recompute(country="MA", now=NOW) == 1
    row.refresh_from_db()
    typed.refresh_from_db()
    assert row.due_on > typed.due_on


def test_reminders_are_said_once_before_and_on_the_day_then_above(office):
    [row] = office.give(office.letter(), "DRH", due_days=5)
    days = calendars.calendar("MA")
    at = NOW
    for _day in range(20):
        at += DAY
        reminding.remind(now=at)
        reminding.remind(now=at)
    row.refresh_from_db()
    assert days.is_working_day(row.due_on)
    assert told(office, "head", "circulation.soon") == 1
    assert told(office, "head", "circulation.due") == 2  # on the day, and once late
    assert told(office, "clerk", "circulation.escalated") == 1
    assert row.escalated_at is not None


def test_what_was_answered_is_not_reminded_of(office):
    from diwan.correspondence.circulation import api as circulation

    [row] = office.give(office.letter(), "DRH", due_days=1)
    circulation.answer(actor=office.actor("head"), instruction_id=row.pk, text="تم", now=NOW)
    assert reminding.remind(now=NOW + 2 * DAY) == 0


def test_heads_read_their_week_once_without_subjects(office):
    office.give(office.letter(subject="كلام لا يقال"), "DRH", due_days=1)
    monday = NOW + 5 * DAY
    assert reminding.weekly(now=monday) == 1
    assert reminding.weekly(now=monday + DAY) == 0
    said = Notification.objects.get(person=office.people["head"], kind="circulation.weekly")
    assert "كلام" not in said.subject + said.body


@pytest.mark.parametrize("weekly", [False])
def test_an_administration_can_do_without_the_weekly_list(office, weekly):
    office.give(office.letter(), "DRH", due_days=1)
    keeping.keep_pace(actor=office.actor("clerk"), administration_id=office.tenant.pk, weekly=weekly)
    assert reminding.weekly(now=NOW + 5 * DAY) == 0
    assert Instruction.objects.live().count() == 1


def test_the_last_day_of_a_letter_nobody_was_given_is_told_to_its_office(office):
    office.letter(due_on=NOW.date() + 8 * DAY, due_kind="legal")
    for number in range(12):
        reminding.remind(now=NOW + number * DAY)
    assert told(office, "clerk", "circulation.soon") == 1
    assert told(office, "clerk", "circulation.due") == 1
