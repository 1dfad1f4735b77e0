"""Changes to a drawing: whatever their order, every step stays once, and what stays can be kept and read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diwan.engines.circuits.definition import Definition, from_json, to_json
from diwan.engines.circuits.editing import Change, changed, place

ACTS = [one for one in Change if one != Change.UNDO]


def start(steps: int) -> Definition:
    drawn, key = Definition(()), ""
    for _number in range(steps):
        drawn, key = changed(drawn, Change.ADD, key)
    return drawn


def keys(drawn: Definition) -> list[list[str]]:
    return [[step.key for step in stage.steps] for stage in drawn.stages]


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9), st.integers(0, 4)), max_size=40))
def test_nothing_is_lost_or_doubled_by_any_changes(acts):
    drawn = start(3)
    for act, at, quorum in acts:
        before = [step.key for _stage, step in drawn.steps()]
        key = before[at % len(before)] if before else ""
        if not before and act != Change.ADD:
            continue
        drawn, focus = changed(drawn, act, key, quorum)
        after = [step.key for _stage, step in drawn.steps()]
        assert len(after) == len(set(after))
        assert all(stage.steps and stage.quorum < len(stage.steps) for stage in drawn.stages)
        assert focus in after or (focus == "" and not after)
        if act in (Change.EARLIER, Change.LATER, Change.STAGE_EARLIER, Change.STAGE_LATER, Change.QUORUM):
            assert sorted(after) == sorted(before)
        assert from_json(to_json(drawn)) == drawn


def test_two_moves_pass_a_step_and_one_joins_it():
    drawn = start(2)
    joined, _key = changed(drawn, Change.LATER, "s1")
    assert keys(joined) == [["s2", "s1"]]
    passed, _key = changed(joined, Change.LATER, "s1")
    assert keys(passed) == [["s2"], ["s1"]]


def test_a_key_is_not_given_twice_in_a_drawing():
    drawn, key = changed(start(2), Change.BESIDE, "s1")
    assert key == "s3"
    assert place(drawn, "s3") == 0


def test_a_step_that_is_not_there_is_said():
    with pytest.raises(KeyError):
        changed(start(1), Change.REMOVE, "s9")
