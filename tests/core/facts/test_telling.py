"""A fact lives and dies with its transaction, and reaches everybody who hears it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from diwan.core.facts import api, jobs, wire
from diwan.core.facts.models import Failure
from tests.helpers.jobs import run_jobs, states

from . import hearers
from .hearers import StoneLaid, WallRaised


@pytest.fixture(autouse=True)
def _quiet():
    hearers.HEARD.clear()
    hearers.BROKEN.clear()


@pytest.mark.django_db(transaction=True)
def test_told_outside_a_transaction_is_refused():
    with pytest.raises(api.OutsideTransaction):
        api.tell(StoneLaid(stone=1))
    with pytest.raises(api.OutsideTransaction):
        hearers.sweep.later(yard="north")
    assert states() == []


@pytest.mark.django_db(transaction=True)
def test_rolled_back_tells_nothing():
    with transaction.atomic():
        api.tell(StoneLaid(stone=1))
        assert states() == ["todo", "todo"]
        transaction.set_rollback(True)
    assert states() == []
    assert run_jobs() == 0


@pytest.mark.django_db(transaction=True)
def test_heard_by_all_in_threads_of_their_own():
    with transaction.atomic():
        api.tell(StoneLaid(stone=1))
        assert hearers.HEARD == []
    assert run_jobs() == 3
    assert [StoneLaid(stone=1), WallRaised(stone=1)] == hearers.HEARD


@pytest.mark.django_db
def test_heard_in_an_ordinary_test():
    api.tell(StoneLaid(stone=1, by="youssef"))
    assert run_jobs() == 3
    assert [StoneLaid(stone=1, by="youssef"), WallRaised(stone=1)] == hearers.HEARD


@pytest.mark.django_db(transaction=True)
def test_what_a_failing_job_told_is_taken_back():
    """Inside a worker Procrastinate's own `defer` would have written on another connection, and stayed."""
    hearers.BROKEN.add("wall")
    with transaction.atomic():
        api.tell(StoneLaid(stone=1))
    assert run_jobs() == 1
    assert not ProcrastinateJob.objects.filter(task_name__endswith="on_wall_raised").exists()
    assert states() == ["succeeded", "failed"]
    assert Failure.objects.get().error == "GiveUp: the wall fell"


@pytest.mark.django_db
def test_a_failed_try_is_made_again_later_and_its_reason_kept():
    hearers.BROKEN.add("sweep")
    hearers.sweep.later(yard="north")
    assert run_jobs() == 0
    row = ProcrastinateJob.objects.get()
    assert (row.status, row.attempts, row.queue_name) == ("todo", 1, "yard")
    assert row.scheduled_at is not None
    assert Failure.objects.get().error == "RuntimeError: no broom"
    assert run_jobs() == 0, "not due yet"
    hearers.BROKEN.clear()
    assert run_jobs(ahead=True) == 1
    assert hearers.HEARD == ["north"]


@pytest.mark.django_db
def test_tries_are_bounded_and_the_failed_job_stays():
    hearers.BROKEN.add("sweep")
    hearers.sweep.later(yard="north")
    for _try in range(5):
        run_jobs(ahead=True)
    assert states() == ["failed"]
    assert list(Failure.objects.order_by("id").values_list("try_number", flat=True)) == [1, 2, 3]


def test_tries_move_apart_up_to_the_ceiling():
    back_off, waits = jobs.BackOff(tries=12, ceiling=300), []
    for attempts in range(12):
        before = datetime.now(UTC)
        row = jobs.Row(id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=attempts)
        decision = back_off.get_retry_decision(exception=RuntimeError(), job=row)
        waits.append(decision and round((decision.retry_at - before).total_seconds()))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, None]


@pytest.mark.django_db
def test_the_same_lock_keeps_the_order():
    """The first stone waits for its second try, so the second one waits behind it; another lock does not."""
    hearers.BROKEN.add("stone")
    api.tell(StoneLaid(stone=1, by="a"))
    api.tell(StoneLaid(stone=1, by="b"))
    run_jobs()
    hearers.BROKEN.clear()
    hearers.HEARD.clear()
    api.tell(StoneLaid(stone=2, by="c"))
    run_jobs()
    assert [fact.by for fact in hearers.HEARD if isinstance(fact, StoneLaid)] == ["c"]
    run_jobs(ahead=True)
    assert [fact.by for fact in hearers.HEARD if isinstance(fact, StoneLaid)] == ["c", "a", "b"]


@pytest.mark.django_db
def test_a_fact_nobody_hears_is_no_fault():
    @dataclass(frozen=True)
    class TreeFell:
        tree: int

    api.tell(TreeFell(tree=1))
    assert states() == []


def test_a_fact_outlives_releases():
    assert wire.decode(StoneLaid, {"stone": 1, "colour": "grey"}) == StoneLaid(stone=1, by="mason")
    with pytest.raises(TypeError):
        wire.decode(StoneLaid, {"by": "youssef"})


@pytest.mark.parametrize("value", [datetime.now(UTC), (1, 2), {1: "one"}, b"bytes", StoneLaid(stone=1), [object()]])
def test_only_json_travels(value):
    with pytest.raises(wire.NotAFact):
        wire.encode(StoneLaid(stone=value))
    with pytest.raises(wire.NotAFact):
        wire.encode({"stone": 1})
