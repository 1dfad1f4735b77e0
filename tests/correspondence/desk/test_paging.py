"""The order of an inbox, and reading it page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.desk import api as desk
from diwan.correspondence.desk.queries import paging
from diwan.correspondence.desk.queries.asking import Asked
from diwan.correspondence.desk.queries.sitting import sit
from diwan.correspondence.letters import api as letters
from tests.core.people import NOW, TODAY

from .conftest import Verb, give, inbox

DAY = timedelta(days=1)


def urgent(priority):
    return {"about": {"priority": priority}}


def test_late_and_about_to_be_late_first_then_priority_then_the_newest(ministry):
    older = give(ministry, now=NOW - DAY)
    newer = give(ministry)
    far = give(ministry, due_on=TODAY + 30 * DAY, now=NOW - 2 * DAY)
    pressing = give(ministry, **urgent(letters.Priority.VERY_URGENT), now=NOW - 9 * DAY)
    urging = give(ministry, **urgent(letters.Priority.URGENT))
    soon = give(ministry, due_on=TODAY + DAY)
    late = give(ministry, due_on=TODAY - DAY)
    latest = give(ministry, due_on=TODAY - 5 * DAY)
    expected = [latest, late, soon, pressing, urging, newer, older, far]
    assert inbox(ministry, "head") == [row.pk for row in expected]


def test_about_to_be_late_counts_working_days(ministry):
    friday = NOW + 2 * DAY  # 20 November 2026; Saturday and Sunday are not worked
    assert friday.weekday() == 4
    tuesday = give(ministry, due_on=TODAY + 6 * DAY)
    quiet = give(ministry)
    assert inbox(ministry, "head", now=NOW) == [quiet.pk, tuesday.pk]
    assert inbox(ministry, "head", now=friday) == [tuesday.pk, quiet.pk]


def test_back_and_forth_are_the_same_rows(ministry):
    rows = {give(ministry, now=NOW - n * DAY).pk for n in range(7)}
    sitting = sit(ministry.actor("head"), None, NOW)
    asked = Asked()
    first = paging.page(sitting, asked, size=3)
    second = paging.page(sitting, asked, after=first.after, size=3)
    back = paging.page(sitting, asked, before=second.before, size=3)
    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]
    assert (first.before, back.before) == ("", "")
    assert len(rows) == 7


@pytest.mark.parametrize("token", ["", "x", "2026-11-18~x", "2026-11-18", "2026-11-18~1", "~", "2026-99-18~1~2~3~4"])
def test_a_place_that_cannot_be_read_is_the_beginning(ministry, token):
    row = give(ministry)
    sitting = sit(ministry.actor("head"), None, NOW)
    assert [one.pk for one in paging.page(sitting, Asked(), after=token).rows] == [row.pk]


def test_pages_follow_past_midnight(ministry):
    """What becomes late between two pages neither comes back nor is lost."""
    rows = {give(ministry, due_on=TODAY + n * DAY).pk for n in range(9)}
    seen, after, moment = [], "", NOW
    while True:
        page = paging.page(sit(ministry.actor("head"), None, moment), Asked(), after=after, size=2)
        seen += [row.pk for row in page.rows]
        after, moment = page.after, moment + DAY
        if not after:
            break
    assert sorted(seen) == sorted(rows)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    dues=some.lists(some.none() | some.integers(-4, 9), min_size=1, max_size=12),
    ranks=some.lists(some.sampled_from(list(letters.Priority)), min_size=12, max_size=12),
    size=some.integers(1, 5),
    folder=some.sampled_from(["todo", "given"]),
)
def test_every_line_comes_exactly_once_though_others_come_in_between(ministry, dues, ranks, size, folder):
    who = "head" if folder == "todo" else "clerk"
    for row in circulation.Instruction.objects.filter(state="open"):
        circulation.take_back(actor=ministry.actor("clerk"), instruction_id=row.pk, reason="تجربة", now=NOW)
    there = {
        give(
            ministry,
            due_on=None if due is None else TODAY + due * DAY,
            about={"priority": rank},
            now=NOW - n % 3 * DAY,
        ).pk
        for n, (due, rank) in enumerate(zip(dues, ranks, strict=False))
    }
    seen, after = [], ""
    sitting = sit(ministry.actor(who), None, NOW)
    while True:
        page = paging.page(sitting, Asked(folder=folder), after=after, size=size)
        seen += [row.pk for row in page.rows]
        after = page.after
        if not after:
            break
        give(ministry, due_on=TODAY + (len(seen) % 5 - 2) * DAY)
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


@pytest.mark.parametrize("folder", list(desk.Folder))
def test_a_page_costs_the_same_whatever_it_holds(ministry, django_assert_max_num_queries, folder):
    for _ in range(3):
        give(ministry)
    for who in ("head", "clerk"):
        actor = ministry.actor(who)
        with django_assert_max_num_queries(7):
            desk.page(actor, actor.seats[0].post_id, folder, now=NOW)


def test_the_door_is_closed_to_whoever_does_not_act_for_the_post(ministry):
    with pytest.raises(LookupError):
        desk.page(ministry.actor("finance"), ministry.posts["head"].pk, now=NOW)


def test_filters_narrow_and_nothing_else(ministry):
    one = give(ministry, verb=Verb.OPINION, about={"subject": "طلب شهادة العمل"})
    other = give(ministry, due_on=TODAY - DAY, about={"subject": "تظلم", "priority": letters.Priority.URGENT})
    assert inbox(ministry, "head", verb=Verb.OPINION) == [one.pk]
    assert inbox(ministry, "head", q="شهاده العمل") == [one.pk]
    assert inbox(ministry, "head", due="late") == [other.pk]
    assert inbox(ministry, "head", priority="urgent") == [other.pk]
    assert inbox(ministry, "head", due="none") == [one.pk]
    assert inbox(ministry, "head", correspondent="المندوبيه") == [other.pk, one.pk]
    circulation.see(actor=ministry.actor("head"), instruction=one, now=NOW)
    assert inbox(ministry, "head", unread=True) == [other.pk]
    assert inbox(ministry, "clerk", "given", unit=ministry.units["DAF"].pk) == []
