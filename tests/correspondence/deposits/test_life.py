"""Whatever people do to a letter, in whatever order: the rows keep their word, the clock can be replayed, no gap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.clocks import clock_of
from diwan.correspondence.deposits.enums import CLOSED, TRANSITIONS, Channel, State
from diwan.correspondence.deposits.models import Deposit, Message
from diwan.engines.registers import api as registers
from diwan.kit.refusals import Refusal

from .conftest import NOW, hand_in, open_counter, piece
from .test_following import a_procedure

PEOPLE = st.sampled_from(["here", "there"])
DAYS = st.integers(0, 40)


class Life(RuleBasedStateMachine):
    """Two offices, one letter that may wander between them, and a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.counters = {"here": open_counter("MEN", "MA", "وزارة"), "there": open_counter("MEF", "MA", "أخرى")}
        self.done = hand_in(self.counters["here"], procedure=a_procedure().pk)
        self.last, self.now = self.done.deposit.pk, NOW
        self.states = {self.last: State.REGISTERED}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def act(self, operation: Any, who: str | None, days: int, **more: Any) -> Any:
        """Do it; a refusal is an answer like another, and leaves everything as it was."""
        self.now += timedelta(days=days)
        actor = self.counters[who].actor if who else organisations.ANONYMOUS
        try:
            with transaction.atomic():
                return operation(actor=actor, deposit_id=self.last, now=self.now, **more)
        except Refusal:
            return None

    @rule(who=PEOPLE, days=DAYS)
    def open(self, who, days):
        self.act(deposits.open_, who, days)

    @rule(who=PEOPLE, days=DAYS)
    def accept(self, who, days):
        self.act(deposits.accept, who, days)

    @rule(who=PEOPLE, days=DAYS, reason=st.sampled_from(["", "لا"]))
    def return_(self, who, days, reason):
        self.act(deposits.return_, who, days, reason=reason)

    @rule(who=PEOPLE, days=DAYS)
    def ask(self, who, days):
        self.act(deposits.request_pieces, who, days, missing=["نسخة"])

    @rule(days=DAYS, right=st.booleans())
    def complete(self, days, right):
        code = self.done.code if right else "0000-0000-0000"
        self.act(deposits.complete, None, days, code=code, pieces=[piece()])

    @rule(who=PEOPLE, days=DAYS, accepting=st.booleans())
    def answer(self, who, days, accepting):
        self.act(deposits.answer, who, days, text="نعم", accepting=accepting)

    @rule(days=DAYS)
    def read(self, days):
        self.act(deposits.read, None, days, code=self.done.code, answer=True)

    @rule(who=PEOPLE, days=DAYS)
    def write(self, who, days):
        self.act(deposits.write, who, days, text="سؤال")

    @rule(who=PEOPLE, to=PEOPLE, days=DAYS)
    def forward(self, who, to, days):
        new = self.act(deposits.forward, who, days, office_id=self.counters[to].office_id, reason="اختصاص")
        if new:
            self.last = new.pk
            self.states[new.pk] = State.REGISTERED

    @invariant()
    def what_may_follow_what(self):
        for row in Deposit.objects.filter(pk__in=self.states):
            before, after = self.states[row.pk], State(row.state)
            # Accepted and answered in one act takes two steps of the table.
            two = after in {n for s in TRANSITIONS[before] for n in TRANSITIONS[s]}
            assert before == after or after in TRANSITIONS[before] or two
            assert (row.closed_at is not None) == (after in CLOSED)
            self.states[row.pk] = after

    @invariant()
    def the_clock_replays_to_the_due_date(self):
        for row in Deposit.objects.filter(pk__in=self.states):
            clock = clock_of(row)
            assert clock is not None
            assert row.due_on == clock.due_on
            assert len(clock.stops) <= clock.rule.completions
            if row.state not in CLOSED:
                assert clock.stopped == (row.state == State.INCOMPLETE)

    @invariant()
    def one_of_each_that_is_one(self):
        for row in Deposit.objects.filter(pk__in=self.states):
            kinds = list(row.steps.values_list("kind", flat=True))
            for kind in ("registered", "opened", "answered", "answer_read", "returned", "forwarded"):
                assert kinds.count(kind) <= 1
            assert (row.state == State.FORWARDED) == hasattr(row, "forwarded_to")
            assert (row.channel == Channel.FORWARDED) == (row.forwarded_from_id is not None)
        assert Message.objects.filter(kind="reply").count() <= 1

    @invariant()
    def the_registers_have_no_gap(self):
        assert registers.irregularities() == []


@pytest.mark.django_db
def test_any_life_keeps_the_rules():
    run_state_machine_as_test(
        Life, settings=settings(max_examples=15, stateful_step_count=12, suppress_health_check=list(HealthCheck))
    )
    assert journal.verify().faults == ()
