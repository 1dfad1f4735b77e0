"""The pure machine, beside rules that must always hold, and beside an oracle of authority written otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from benchmarks import circuit_worlds as worlds
from diwan.engines.circuits import authority, machine
from diwan.engines.circuits.enums import LASTING, TAKEN, RunState, TurnState
from diwan.engines.circuits.machine import Back, Illegal, Why
from diwan.engines.circuits.queries.runs import OPINION
from tests.helpers.circuits import drawing, step


def begun(*stages, author=None):
    drawn = drawing(*stages)
    steps = list(drawn.steps())
    return machine.begin(machine.Run(drawn, author=author), steps, {one.key: one.who.post for _n, one in steps})


def states(run):
    return {turn.step.key: str(turn.state) for turn in run.now()}


def key(run, name):
    return next(turn.id for turn in run.now() if turn.step.key == name and turn.state == TurnState.OPEN)


def refused(act):
    with pytest.raises(Illegal) as no:
        act()
    return no.value.why


def two_visas():
    return begun(step("a", "visa", 1), step("b", "visa", 2), step("sign", "signature", 3))


def test_a_quorum_makes_the_others_needless_and_remorse_needs_them_again():
    run = begun(([step("a", "visa", 1), step("b", "visa", 2), step("c", "visa", 3)], 2), step("end", "visa", 4))
    machine.agree(run, key(run, "a"), 11)
    last = key(run, "b")
    machine.agree(run, last, 12)
    assert states(run) == {"a": "agreed", "b": "agreed", "c": "not_needed", "end": "open"}
    machine.take_back(run, last, 12)
    assert states(run) == {"a": "agreed", "b": "open", "c": "open", "end": "waiting"}


def test_a_refusal_sends_back_only_when_the_quorum_is_out_of_reach():
    run = begun(([step("a", "visa", 1), step("b", "visa", 2), step("c", "visa", 3)], 2))
    machine.refuse(run, key(run, "a"), 11, Back.AUTHOR)
    assert run.state == RunState.RUNNING
    machine.refuse(run, key(run, "b"), 12, Back.AUTHOR)
    assert run.state == RunState.RETURNED


def test_refused_to_the_step_before_asks_both_anew_and_can_be_regretted():
    run = two_visas()
    machine.agree(run, key(run, "a"), 11)
    no = key(run, "b")
    machine.refuse(run, no, 12, Back.PREVIOUS)
    assert states(run) == {"a": "open", "b": "waiting", "sign": "waiting"}
    assert run.turn(no).state == TurnState.REFUSED
    assert run.turn(no).void
    machine.take_back(run, no, 12)
    now = [turn for turn in run.now() if turn.state not in machine.GONE]
    assert {turn.step.key: str(turn.state) for turn in now} == {"a": "agreed", "b": "open", "sign": "waiting"}


def test_after_a_signature_a_refusal_goes_to_the_author_and_nothing_is_asked_twice():
    run = begun(step("sign", "signature", 1), step("b", "visa", 2))
    machine.agree(run, key(run, "sign"), 11)
    machine.refuse(run, key(run, "b"), 12, Back.PREVIOUS)
    assert run.state == RunState.RETURNED


def test_beside_a_signature_a_refusal_goes_to_the_author():
    run = begun(step("a", "visa", 1), ([step("sign", "signature", 2), step("b", "visa", 3)], 0))
    machine.agree(run, key(run, "a"), 11)
    machine.agree(run, key(run, "sign"), 12)
    machine.refuse(run, key(run, "b"), 13, Back.PREVIOUS)
    assert run.state == RunState.RETURNED


def test_what_lasts_is_neither_taken_back_nor_recalled():
    run = two_visas()
    machine.agree(run, key(run, "a"), 11)
    machine.agree(run, key(run, "b"), 12)
    sign = key(run, "sign")
    machine.agree(run, sign, 13)
    assert refused(lambda: machine.take_back(run, sign, 13)) == Why.LASTING
    assert refused(lambda: machine.recall(run)) == Why.NOT_RUNNING


def test_remorse_is_over_once_somebody_acted():
    run = two_visas()
    first = key(run, "a")
    machine.agree(run, first, 11)
    assert refused(lambda: machine.take_back(run, first, 12)) == Why.NOT_YOURS
    machine.ask(run, key(run, "b"), OPINION, 9)
    assert refused(lambda: machine.take_back(run, first, 11)) == Why.ACTED_SINCE


def test_an_opinion_goes_with_the_turn_that_asked_it():
    run = two_visas()
    asking = key(run, "a")
    asked = machine.ask(run, asking, OPINION, 9)
    assert refused(lambda: machine.ask(run, asking, OPINION, 9)) == Why.SAME_POST
    taken = machine.hand_on(run, asking, 5)
    assert asked.asked_by == taken.id
    machine.agree(run, asked.id, 19)
    assert run.state == RunState.RUNNING
    assert taken.state == TurnState.OPEN
    machine.take_back(run, asked.id, 19)
    machine.agree(run, taken.id, 15)
    assert asked.state == TurnState.NOT_NEEDED


def test_a_refused_opinion_is_an_answer():
    run = begun(step("opinion_of", "opinion", 1), step("b", "visa", 2))
    machine.refuse(run, key(run, "opinion_of"), 11, Back.AUTHOR)
    assert states(run) == {"opinion_of": "agreed", "b": "open"}


def test_steps_apart_are_two_peoples_in_person_and_in_name():
    run = begun(step("a", "visa", 1), step("b", "visa", 2, apart_from=("a", "author")), author=7)
    machine.agree(run, key(run, "a"), 11, frozenset({12}))
    last = key(run, "b")
    for person, behind in ((11, ()), (12, ()), (13, (11,)), (13, (12,)), (7, ())):
        assert refused(lambda p=person, b=behind: machine.agree(run, last, p, frozenset(b))) == Why.SAME_PERSON
    machine.agree(run, last, 13)
    assert run.state == RunState.DONE


@pytest.mark.parametrize(
    ("silence", "kind", "expected"),
    [
        ("wait", "visa", "open"),
        ("pass", "visa", "passed"),
        ("pass", "signature", "open"),
        ("raise", "signature", "handed_on"),
        ("return", "visa", "cancelled"),
    ],
)
def test_silence_does_what_the_step_says_and_never_signs(silence, kind, expected):
    run = begun(step("a", kind, 1, silence=machine.Silence(silence), days=1), step("b", "visa", 2))
    first = run.turns[0]
    moved = machine.lapse(run, first.id, 5)
    assert (str(first.state), moved) == (expected, expected != "open")


def test_a_numbered_thing_is_not_sent_back_even_by_silence():
    run = begun(step("n", "numbering", "itself"), step("b", "visa", 2, silence=machine.Silence.RETURN))
    machine.agree(run, run.turns[0].id, None)
    assert not machine.lapse(run, key(run, "b"), 5)
    assert refused(lambda: machine.refuse(run, key(run, "b"), 11, Back.AUTHOR)) == Why.NUMBERED


# --- always -----------------------------------------------------------------------------------------------------------


class Runs(RuleBasedStateMachine):
    """Whatever people try, in whatever order: the order of the circuit holds and nothing is lost."""

    @initialize(seed=st.integers(0, 2**32))
    def send(self, seed):
        self.chance = worlds.random.Random(seed)
        self.drawn = worlds.circuit(self.chance)
        self.posts = {one.key: one.who.post for _stage, one in self.drawn.steps()}
        self.run_ = machine.Run(self.drawn, author=1)
        machine.begin(self.run_, list(self.drawn.steps()), self.posts)
        self.lasting: set[int] = set()

    def attempt(self, act):
        before = self.run_.acts
        try:
            act()
        except Illegal:
            assert self.run_.acts == before

    @rule(n=st.integers(0, 40), person=st.integers(1, 6), behind=st.frozensets(st.integers(1, 6), max_size=1))
    def agree(self, n, person, behind):
        turn = self.any(n)
        self.attempt(lambda: machine.agree(self.run_, turn.id, person, behind))

    @rule(n=st.integers(0, 40), person=st.integers(1, 6), back=st.sampled_from(Back))
    def refuse(self, n, person, back):
        turn = self.any(n)
        self.attempt(lambda: machine.refuse(self.run_, turn.id, person, back))

    @rule(n=st.integers(0, 40), person=st.integers(1, 6))
    def take_back(self, n, person):
        turn = self.any(n)
        self.attempt(lambda: machine.take_back(self.run_, turn.id, person))

    @rule(person=st.integers(1, 6))
    def regret_the_last(self, person):
        decided = [turn for turn in self.run_.turns if turn.decided and turn.order == self.run_.acts]
        if decided:
            self.attempt(lambda: machine.take_back(self.run_, decided[0].id, decided[0].person or person))

    @rule(n=st.integers(0, 40), post=st.integers(1, 14))
    def hand_on(self, n, post):
        self.attempt(lambda: machine.hand_on(self.run_, self.any(n).id, post))

    @rule(n=st.integers(0, 40), post=st.integers(1, 14))
    def ask(self, n, post):
        self.attempt(lambda: machine.ask(self.run_, self.any(n).id, OPINION, post))

    @rule(n=st.integers(0, 40), above=st.none() | st.integers(1, 14))
    def lapse(self, n, above):
        self.attempt(lambda: machine.lapse(self.run_, self.any(n).id, above))

    @rule()
    def recall(self):
        self.attempt(lambda: machine.recall(self.run_))

    @precondition(lambda self: self.run_.state in (RunState.RETURNED, RunState.RECALLED))
    @rule()
    def send_again(self):
        machine.begin(self.run_, list(self.drawn.steps()), self.posts)
        self.lasting = set()

    def any(self, n):
        return self.run_.turns[n % len(self.run_.turns)]

    @invariant()
    def somebody_is_asked_while_it_runs(self):
        assert (self.run_.state == RunState.RUNNING) == bool(self.run_.open())

    @invariant()
    def one_stage_at_a_time_and_those_before_are_settled(self):
        opened = {turn.stage for turn in self.run_.open()}
        assert len(opened) <= 1
        for turn in self.run_.now():
            if opened and turn.stage < min(opened):
                assert turn.state not in machine.PENDING
            if opened and turn.stage > max(opened):
                assert turn.state in (TurnState.WAITING, TurnState.CANCELLED)

    @invariant()
    def what_lasts_stays(self):
        signed = {turn.id for turn in self.run_.now() if turn.step.kind in LASTING and turn.state == TurnState.AGREED}
        assert self.lasting <= signed
        self.lasting = signed

    @invariant()
    def silence_never_signs(self):
        assert not any(t.state == TurnState.PASSED and t.step.kind in LASTING for t in self.run_.turns)

    @invariant()
    def every_step_of_the_round_is_still_there(self):
        held = {t.step.key for t in self.run_.now() if t.asked_by is None and t.state != TurnState.HANDED_ON}
        assert held == {one.key for _stage, one in self.drawn.steps()}

    @invariant()
    def done_means_every_stage_had_enough(self):
        if self.run_.state != RunState.DONE:
            return
        for number, stage in enumerate(self.drawn.stages):
            taken = [t for t in self.run_.now() if t.stage == number and t.asked_by is None and t.state in TAKEN]
            assert len(taken) >= min(stage.quorum or len(stage.steps), len(stage.steps))


TestRuns = Runs.TestCase
TestRuns.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


# --- authority --------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_no_act_without_authority_and_nobody_turned_away_who_has_it(seed):
    tally = worlds.story(seed, 40, each=8)
    assert (tally.unauthorised, tally.denied, tally.stuck) == (0, 0, 0)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("covers", lambda mandate, matter: True),
        ("within_ceiling", lambda directory, post, matter: True),
        ("stands", lambda directory, mandate, at, depth=0: mandate.span.holds(at)),
        ("givers", lambda directory, mandate: frozenset()),
    ],
)
def test_the_oracle_sees_an_engine_that_is_broken(monkeypatch, name, broken):
    monkeypatch.setattr(authority, name, broken)
    tally = worlds.story(1, 2500)
    assert tally.unauthorised + tally.denied + tally.stuck > 0
