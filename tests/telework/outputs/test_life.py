"""A task from its setting to its end: what may follow what, and for whom."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.telework.outputs.enums import State
from diwan.telework.outputs.models import Task
from diwan.telework.outputs.operations import common, tasks, time
from tests.core import people
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs
from tests.helpers.world import stored

from .conftest import DUE, furnish

DAY = timedelta(days=1)


def told(person, kind):
    return Notification.objects.filter(person=person, kind=kind).count()


def test_a_task_is_set_delivered_returned_delivered_and_accepted(team):
    task = team.given(standard_minutes=90)
    run_jobs()
    assert told(team.people["hajar"], "outputs.set") == 1
    file = stored("note.pdf")
    team.deliver(task, file_ids=[file.pk])
    team.send_back(task)
    task.refresh_from_db()
    assert (task.state, task.returns) == (State.RETURNED, 1)
    team.deliver(task)
    team.accept(task, version=2)
    task.refresh_from_db()
    assert (task.state, task.quality, task.accuracy, task.delivered_on) == (State.ACCEPTED, 4, 3, NOW.date())
    assert [one.kind for one in task.steps.all()] == ["set", "delivered", "returned", "delivered", "accepted"]
    assert [one.outcome for one in task.deliveries.all()] == ["returned", "accepted"]
    assert task.deliveries.get(number=1).files.get() == file
    run_jobs()
    assert told(team.people["head"], "outputs.delivered") == 2
    assert told(team.people["hajar"], "outputs.answered") == 2
    assert told(team.people["secretary"], "outputs.delivered") == 0  # the nearest who manages, not all above


def test_nobody_sets_or_judges_their_own_work(team):
    with pytest.raises(NotAllowed):
        tasks.set_task(actor=team.actor("head"), person_id=team.people["head"].pk, wanted=team.wanted(), now=NOW)
    own = tasks.set_task(actor=team.actor("secretary"), person_id=team.people["head"].pk, wanted=team.wanted(), now=NOW)
    team.deliver(own, who="head")
    with pytest.raises(NotAllowed):
        team.accept(own)
    tasks.accept(actor=team.actor("secretary"), task_id=own.pk, version=1, quality=5, accuracy=3, now=NOW)


def test_a_task_is_set_only_within_the_units_one_manages(team):
    outsider = people.person("Far Away", administration=team.tenant)
    people.seat(outsider, people.post(team.root, "مستشار"))
    with pytest.raises(tasks.NotOfTheUnit):
        tasks.set_task(actor=team.actor("head"), person_id=outsider.pk, wanted=team.wanted(), now=NOW)
    with pytest.raises(tasks.NotOfTheUnit):
        tasks.set_task(actor=team.actor("hajar"), person_id=team.people["said"].pk, wanted=team.wanted(), now=NOW)


def test_no_task_is_set_for_a_day_past(team):
    with pytest.raises(tasks.DuePast):
        team.given(due_on=NOW.date() - DAY)


def test_only_whoever_does_it_delivers_and_something(team):
    task = team.given()
    with pytest.raises(NotAllowed):
        team.deliver(task, who="said")
    with pytest.raises(NotAllowed):
        team.deliver(task, who="head")
    with pytest.raises(tasks.NothingDelivered):
        team.deliver(task, text="  ")


def test_a_version_that_came_meanwhile_is_not_judged_unread(team):
    task = team.given()
    team.deliver(task)
    team.deliver(task, text="نسخة ثانية")
    with pytest.raises(tasks.VersionPassed):
        team.accept(task, version=1)
    team.accept(task, version=2)
    with pytest.raises(common.NotNow):
        team.accept(task, version=2)
    with pytest.raises(common.NotNow):
        team.deliver(task)


def test_a_proposal_is_agreed_or_declined_with_a_reason(team):
    one = tasks.propose(actor=team.actor("hajar"), unit_id=team.unit.pk, wanted=team.wanted(), now=NOW)
    with pytest.raises(NotAllowed):
        tasks.agree(actor=team.actor("hajar"), task_id=one.pk, now=NOW)
    with pytest.raises(common.NotNow):
        team.deliver(one)
    assert tasks.agree(actor=team.actor("head"), task_id=one.pk, now=NOW).state == State.OPEN
    other = tasks.propose(actor=team.actor("hajar"), unit_id=team.unit.pk, wanted=team.wanted(), now=NOW)
    with pytest.raises(common.ReasonNeeded):
        tasks.decline(actor=team.actor("head"), task_id=other.pk, reason=" ", now=NOW)
    tasks.decline(actor=team.actor("head"), task_id=other.pk, reason="ليس الآن", now=NOW)
    mine = tasks.propose(actor=team.actor("hajar"), unit_id=team.unit.pk, wanted=team.wanted(), now=NOW)
    assert tasks.cancel(actor=team.actor("hajar"), task_id=mine.pk, reason="سهو", now=NOW).state == State.CANCELLED
    with pytest.raises(NotAllowed):  # what is set is not theirs to cancel
        tasks.cancel(actor=team.actor("hajar"), task_id=one.pk, reason="سهو", now=NOW)
    with pytest.raises(NotAllowed):  # nobody proposes in a unit where they do not sit
        tasks.propose(actor=team.actor("hajar"), unit_id=team.root.pk, wanted=team.wanted(), now=NOW)
    run_jobs()
    assert told(team.people["head"], "outputs.proposed") == 3
    assert told(team.people["hajar"], "outputs.ended") == 1


def test_more_time_is_asked_once_and_answered(team):
    task = team.given()
    with pytest.raises(time.NotLater):
        time.ask(actor=team.actor("hajar"), task_id=task.pk, due_on=DUE, reason="تأخر", now=NOW)
    row = time.ask(actor=team.actor("hajar"), task_id=task.pk, due_on=DUE + DAY, reason="تأخر", now=NOW)
    with pytest.raises(time.AlreadyAsked):
        time.ask(actor=team.actor("hajar"), task_id=task.pk, due_on=DUE + 2 * DAY, reason="تأخر", now=NOW)
    with pytest.raises(NotAllowed):
        time.answer(actor=team.actor("hajar"), task_id=task.pk, granted=True, now=NOW)
    with pytest.raises(common.ReasonNeeded):
        time.answer(actor=team.actor("head"), task_id=task.pk, granted=False, now=NOW)
    time.answer(actor=team.actor("head"), task_id=task.pk, granted=True, now=NOW)
    task.refresh_from_db()
    assert (task.due_on, task.first_due_on) == (DUE + DAY, DUE)
    with pytest.raises(time.AlreadyAnswered):
        time.answer(actor=team.actor("head"), task_id=task.pk, granted=True, now=NOW)
    row.refresh_from_db()
    assert row.granted is True
    run_jobs()
    assert told(team.people["head"], "outputs.time") == 1
    assert told(team.people["hajar"], "outputs.answered") == 1


def test_all_that_somebody_has_left_goes_to_somebody_else(team):
    rows = [team.given(), team.given(title="جدول"), team.given(title="انتهى")]
    team.deliver(rows[1])
    team.deliver(rows[2])
    team.accept(rows[2])
    moved = tasks.move_all(
        actor=team.actor("head"),
        person_id=team.people["hajar"].pk,
        to_id=team.people["said"].pk,
        reason="انتهاء العمل عن بعد",
        now=NOW,
    )
    assert moved == 2
    assert set(Task.objects.of(team.people["said"].pk).values_list("state", flat=True)) == {State.OPEN}
    assert Task.objects.of(team.people["hajar"].pk).get().pk == rows[2].pk
    run_jobs()
    assert told(team.people["said"], "outputs.set") == 2
    with pytest.raises(NotAllowed):
        team.deliver(rows[0])  # no longer hers


def test_who_sees_a_task(team):
    task = team.given()
    seen = {who: Task.objects.visible_to(team.actor(who)).filter(pk=task.pk).exists() for who in team.people}
    assert seen == {"secretary": True, "head": True, "hajar": True, "said": False}


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_accept_at_once_accept_once():
    team = furnish()
    task = team.given()
    team.deliver(task)

    def accept(who):
        try:
            tasks.accept(actor=team.actor(who), task_id=task.pk, version=1, quality=4, accuracy=3, now=NOW)
            return "accepted"
        except common.NotNow:
            return "not now"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(accept, ["head", "secretary"]))
    assert answers == ["accepted", "not now"]
    assert task.steps.filter(kind="accepted").count() == 1
