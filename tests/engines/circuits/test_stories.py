"""Short random stories on the real rows: the operations do what the machine allows, and every act has a title."""

from __future__ import annotations

import contextlib
import random
from datetime import timedelta

import pytest

from diwan.engines.circuits import api as circuits
from diwan.engines.circuits.machine import PENDING
from diwan.engines.circuits.queries.runs import as_machine
from diwan.kit.refusals import Refusal
from tests.helpers.circuits import NOW, drawing, given, step

ROLES = ("minister", "general", "director", "chief", "clerk", "keeper")


@pytest.mark.parametrize("seed", range(8))
def test_whatever_people_try(signing, seed):
    chance = random.Random(seed)
    signing.in_use(
        drawing(
            ([step("a", "visa", signing.post("chief"), days=1), step("b", "visa", signing.post("general"))], 1),
            step("c", "visa", "above", up=1, apart_from=("a",)),
            step("sign", "signature", signing.post("director")),
            step("number", "numbering", "itself"),
        )
    )
    given(signing, "director", "general")
    run, now = signing.sent(), NOW
    for _n in range(40):
        now += timedelta(minutes=1)
        turns = list(run.turns.all())
        with contextlib.suppress(Refusal):
            _one(chance, signing, run, chance.choice(turns), now)
        run.refresh_from_db()
        _holds(run)
        if run.state in ("done", "abandoned"):
            break


def _one(chance, house, run, turn, now):
    role = chance.choice(ROLES)
    actor, about = house.actor(role, now), {"turn_id": turn.pk, "now": now}
    match chance.choice(("agree",) * 5 + ("refuse", "previous", "back", "on", "ask", "itself", "again", "recall")):
        case "agree":
            circuits.decide(actor=actor, agreed=True, **about)
        case "refuse":
            circuits.decide(actor=actor, agreed=False, **about)
        case "previous":
            circuits.decide(actor=actor, agreed=False, back=circuits.Back.PREVIOUS, **about)
        case "back":
            circuits.take_back(actor=actor, **about)
        case "on":
            circuits.hand_on(actor=actor, post_id=house.post(chance.choice(ROLES)), **about)
        case "ask":
            circuits.ask(actor=actor, post_id=house.post(chance.choice(ROLES)), text="", **about)
        case "itself":
            circuits.done_by_itself(**about)
        case "recall":
            circuits.recall(actor=actor, run_id=run.pk, now=now)
        case _:
            circuits.send_again(
                actor=house.actor("clerk", now), run_id=run.pk, values={"amount": "5"}, chosen={}, now=now
            )


def _holds(run):
    rows = {row.pk: row for row in run.turns.all()}
    moved = as_machine(run)
    assert (run.state == "running") == bool(moved.open())
    assert (run.ended_at is not None) == (run.state in ("done", "abandoned"))
    opened = {turn.stage for turn in moved.open()}
    assert len(opened) <= 1
    for turn in moved.turns:
        row = rows[turn.id]
        if row.state == "agreed" and row.kind != "numbering":
            assert row.person_id
            assert row.basis
            assert row.acted_from_id
        if row.state == "open":
            assert row.opened_at
            assert row.asked_by_id is None or rows[row.asked_by_id].state == "open"
        if opened and turn in moved.now() and turn.stage < min(opened):
            assert turn.state not in PENDING
    people = {turn.step.key: turn.people for turn in moved.now() if turn.state == "agreed"}
    assert not people.get("a", frozenset()) & people.get("c", frozenset())
    signed = [
        row for row in rows.values() if row.kind == "signature" and row.state == "agreed" and row.basis == "mandate"
    ]
    assert all(row.mandate_id and row.behind for row in signed)
