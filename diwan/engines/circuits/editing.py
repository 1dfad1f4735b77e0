"""Changes to a drawing, one at a time, as plain functions: a step is added, moved, removed, said anew.

Whatever the order of changes, what comes out can be saved; whether it can be used is the checker's question.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from diwan.core.organisations.api import Names

from .definition import Definition, Stage, Step, Who
from .enums import How, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

OWN_KEY = re.compile(r"s(\d+)")


class Change(StrEnum):
    """What one button, or one key, asks for."""

    ADD = "add"
    BESIDE = "beside"
    REMOVE = "remove"
    EARLIER = "earlier"
    LATER = "later"
    STAGE_EARLIER = "stage_earlier"
    STAGE_LATER = "stage_later"
    STAGE_REMOVE = "stage_remove"
    QUORUM = "quorum"
    UNDO = "undo"


def changed(drawn: Definition, change: Change, key: str, quorum: int = 0) -> tuple[Definition, str]:
    """The drawing after a change at a step, and the key of the step to stand on then ("" when none is left).

    Raises:
        KeyError: no step has this key.
    """
    if change == Change.ADD:
        return _added(drawn, key)
    at = place(drawn, key)
    match change:
        case Change.BESIDE:
            return _beside(drawn, at)
        case Change.REMOVE:
            return _removed(drawn, {key}), _nearest(drawn, at, {key})
        case Change.STAGE_REMOVE:
            gone = {step.key for step in drawn.stages[at].steps}
            return _removed(drawn, gone), _nearest(drawn, at, gone)
        case Change.EARLIER | Change.LATER:
            return _moved(drawn, at, key, -1 if change == Change.EARLIER else 1), key
        case Change.STAGE_EARLIER | Change.STAGE_LATER:
            return _swapped(drawn, at, at + (-1 if change == Change.STAGE_EARLIER else 1)), key
        case Change.QUORUM:
            stages = list(drawn.stages)
            stages[at] = _stage(stages[at].steps, quorum)
            return Definition(tuple(stages)), key
    raise KeyError(change)


def said(drawn: Definition, step: Step) -> Definition:
    """The drawing with this step in the place of the one of the same key."""
    place(drawn, step.key)
    stages = (
        replace(stage, steps=tuple(step if one.key == step.key else one for one in stage.steps))
        for stage in drawn.stages
    )
    return Definition(tuple(stages))


def place(drawn: Definition, key: str) -> int:
    """The number of the stage of a step.

    Raises:
        KeyError: no step has this key.
    """
    for number, step in drawn.steps():
        if step.key == key:
            return number
    raise KeyError(key)


def fresh(drawn: Definition) -> Step:
    """A step nobody has said anything about yet."""
    numbers = [int(found[1]) for _stage, step in drawn.steps() if (found := OWN_KEY.fullmatch(step.key))]
    return Step(f"s{max(numbers, default=0) + 1}", Kind.VISA, Who(How.HEAD), Names(""))


def _added(drawn: Definition, key: str) -> tuple[Definition, str]:
    """A stage of its own after the step, or at the end."""
    new = fresh(drawn)
    at = place(drawn, key) + 1 if key else len(drawn.stages)
    stages = [*drawn.stages[:at], Stage((new,)), *drawn.stages[at:]]
    return Definition(tuple(stages)), new.key


def _beside(drawn: Definition, at: int) -> tuple[Definition, str]:
    new = fresh(drawn)
    stages = list(drawn.stages)
    stages[at] = _stage((*stages[at].steps, new), stages[at].quorum)
    return Definition(tuple(stages)), new.key


def _removed(drawn: Definition, keys: set[str]) -> Definition:
    """Without these steps, and without what others said of them."""
    stages = []
    for stage in drawn.stages:
        left = tuple(
            replace(step, apart_from=tuple(key for key in step.apart_from if key not in keys))
            for step in stage.steps
            if step.key not in keys
        )
        if left:
            stages.append(_stage(left, stage.quorum))
    return Definition(tuple(stages))


def _nearest(drawn: Definition, at: int, gone: set[str]) -> str:
    """The step to stand on when these are gone: one beside them, else one before, else one after."""
    for number in (at, *range(at - 1, -1, -1), *range(at + 1, len(drawn.stages))):
        left = [step.key for step in drawn.stages[number].steps if step.key not in gone]
        if left:
            return left[0]
    return ""


def _moved(drawn: Definition, at: int, key: str, by: int) -> Definition:
    """One move along the way: out of a stage of several into one of its own, or, when it stood alone, beside the next.

    So two moves pass a step, one joins it, and every order can be reached with two keys.
    """
    step = drawn.step(key)
    stages = list(drawn.stages)
    others = tuple(one for one in stages[at].steps if one.key != key)
    if others:
        stages[at] = _stage(others, stages[at].quorum)
        stages.insert(at if by < 0 else at + 1, Stage((step,)))
    elif 0 <= at + by < len(stages):
        beside = stages[at + by]
        stages[at + by] = _stage((*beside.steps, step), beside.quorum)
        del stages[at]
    return Definition(tuple(stages))


def _swapped(drawn: Definition, at: int, other: int) -> Definition:
    stages = list(drawn.stages)
    if 0 <= other < len(stages):
        stages[at], stages[other] = stages[other], stages[at]
    return Definition(tuple(stages))


def _stage(steps: Iterable[Step], quorum: int) -> Stage:
    """A quorum of all is none, and one among one is no quorum."""
    held = tuple(steps)
    return Stage(held, quorum if 0 < quorum < len(held) else 0)
