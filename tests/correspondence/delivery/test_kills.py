"""Processes that die on the way of a letter, at every named point: never lost, never twice, evidence complete."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery import tasks
from diwan.correspondence.delivery.models import Arrival, Sending
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import Refusal
from tests.core import people
from tests.core.facts.test_worker import database_url
from tests.helpers.delivery import arrival_of, events, outgoing, send
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish

pytestmark = pytest.mark.django_db(transaction=True)
EVERY = [
    "ConsignmentAcceptance",
    "ContentConsignment",
    "ContentHandover",
    "NotificationForAcceptance",
    "RelayAcceptance",
    "SubmissionAcceptance",
]


@pytest.fixture
def houses() -> Any:
    return furnish("MEN", "وزارة التربية الوطنية"), furnish("MEF", "وزارة الاقتصاد والمالية")


def done_by_another(what: str, key: int, failpoints: Any) -> int:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATABASE_OWNER_URL": database_url(),
        "DIWAN_FAILPOINTS": str(failpoints),
    }
    command = [sys.executable, "-m", "tests.correspondence.delivery.worker", what, str(key)]
    return subprocess.run(command, env=environment, check=False).returncode


def killed(sending: Any, failpoints: Any) -> None:
    """One kill. The lock of who died before goes when the server sees it: until then a try is put off."""
    for _try in range(20):
        died = done_by_another("carry", sending.pk, failpoints)
        if died == -9:
            return
        assert died == 0
    raise AssertionError("nobody came to the point")


@pytest.mark.parametrize("point", ["delivery.begun", "delivery.arrived", "delivery.handed", "delivery.noted"])
def test_killed_while_it_is_carried(houses, tmp_path, point):
    here, there = houses
    sending = send(here, outgoing(here, there))
    for _kill in range(2):
        (tmp_path / point).touch()
        killed(sending, tmp_path)
        sending.refresh_from_db()
        assert sending.state == "waiting"
        assert Arrival.objects.count() <= 1
    for _try in range(20):
        assert done_by_another("carry", sending.pk, tmp_path) == 0
        sending.refresh_from_db()
        if sending.state == "consigned":
            break
    assert sending.state == "consigned"
    delivery.accept(actor=there.actor("clerk"), arrival_id=arrival_of(sending).pk, now=people.NOW)
    run_jobs()
    assert sorted(events(sending)) == sorted(events(arrival_of(sending))) == EVERY
    assert letters.Letter.objects.filter(kind="incoming").count() == 1


def test_killed_while_the_answer_is_noted(houses, tmp_path):
    here, there = houses
    sending = send(here, outgoing(here, there))
    run_jobs()
    arrival = arrival_of(sending)
    delivery.accept(actor=there.actor("clerk"), arrival_id=arrival.pk, now=people.NOW)
    (tmp_path / "delivery.answered").touch()
    assert done_by_another("report", arrival.pk, tmp_path) == -9
    sending.refresh_from_db()
    assert sending.state == "consigned"
    run_jobs()
    sending.refresh_from_db()
    assert sending.state == "accepted"
    assert sorted(events(sending)) == EVERY


def test_asked_and_rolled_back_nothing_leaves(houses):
    here, there = houses
    letter = outgoing(here, there)
    with pytest.raises(RuntimeError), transaction.atomic():
        send(here, letter)
        raise RuntimeError
    run_jobs()
    letter.refresh_from_db()
    assert letter.state == "registered"
    assert not Sending.objects.exists()
    assert not Arrival.objects.exists()


def at_once(*acts: Any) -> list[Any]:
    """What each act gave, or the class of what it refused with; all begin together, each on its own connection."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Any) -> None:
        try:
            gate.wait(10)
            act()
            found[place] = "done"
        except Refusal as refusal:
            found[place] = type(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_accepted_and_withdrawn_at_once_one_wins(houses):
    here, there = houses
    won = set()
    for _round in range(4):
        sending = send(here, outgoing(here, there))
        run_jobs()
        arrival = arrival_of(sending)
        clerk, sender = there.actor("clerk"), here.actor("clerk")
        found = at_once(
            lambda: delivery.accept(actor=clerk, arrival_id=arrival.pk, now=people.NOW),  # noqa: B023
            lambda: delivery.withdraw(
                actor=sender,  # noqa: B023
                sending_id=sending.pk,  # noqa: B023
                reason="خطأ",
                now=people.NOW,
            ),
        )
        assert sorted(one == "done" for one in found) == [False, True], found
        run_jobs()
        sending.refresh_from_db()
        arrival.refresh_from_db()
        ends = {("accepted", "registered"), ("withdrawn", "withdrawn")}
        assert (sending.state, arrival.state) in ends
        won.add(sending.state)
    assert won


def test_carried_by_two_workers_at_once_it_arrives_once(houses):
    here, there = houses
    sending = send(here, outgoing(here, there))
    at_once(*[lambda: tasks.carry(sending_id=sending.pk)] * 3)
    sending.refresh_from_db()
    assert (sending.state, Arrival.objects.count()) == ("consigned", 1)


def test_two_clerks_accept_at_once_one_registers(houses):
    here, there = houses
    sending = send(here, outgoing(here, there))
    run_jobs()
    arrival, clerk = arrival_of(sending), there.actor("clerk")
    found = at_once(*[lambda: delivery.accept(actor=clerk, arrival_id=arrival.pk, now=people.NOW)] * 2)
    assert sorted(map(str, found)) == sorted(["done", str(delivery.AlreadyDecided)])
    assert letters.Letter.objects.filter(origin=f"arrival:{arrival.pk}").count() == 1
