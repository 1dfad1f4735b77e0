"""A circuit as it is drawn: stages one after the other, in each one step or several side by side.

Plain values, kept as JSON in a version; the machine runs on them, the checker proves them, the editor draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diwan.core.organisations.api import Names

from .conditions import Rule, rule_from_json, rule_to_json
from .enums import How, Kind, Level, Silence

if TYPE_CHECKING:
    from collections.abc import Iterator


SENDER = "author"
"""In `apart_from`: whoever sent the folder may not do the step. No step has this key."""


@dataclass(frozen=True)
class Who:
    """The post of a step: named, or found from the unit that writes (`up`: how many units above it)."""

    how: How
    post: int | None = None
    up: int = 0


@dataclass(frozen=True)
class Step:
    """One thing asked of one post. `key` names it in its circuit, for ever."""

    key: str
    kind: Kind
    who: Who
    names: Names
    when: Rule = ()
    days: int = 0  # working days to answer; 0: no limit
    remind: int = 0  # working days before the limit
    silence: Silence = Silence.WAIT
    level: Level | None = None  # of a signature; the type of the document says the least
    read_all: bool = False  # every page is seen before
    apart_from: tuple[str, ...] = ()  # steps which the same person may not have done

    @property
    def by_itself(self) -> bool:
        return self.who.how == How.ITSELF


@dataclass(frozen=True)
class Stage:
    """Steps side by side; `quorum` of them suffice, all when 0."""

    steps: tuple[Step, ...]
    quorum: int = 0


@dataclass(frozen=True)
class Definition:
    stages: tuple[Stage, ...]

    def steps(self) -> Iterator[tuple[int, Step]]:
        for number, stage in enumerate(self.stages):
            for step in stage.steps:
                yield number, step

    def step(self, key: str) -> Step:
        return next(step for _stage, step in self.steps() if step.key == key)

    def apart(self) -> frozenset[str]:
        """The keys of the steps that are kept apart from another."""
        kept = [step for _stage, step in self.steps() if step.apart_from]
        return frozenset(key for step in kept for key in (step.key, *step.apart_from))


def from_json(data: dict[str, Any]) -> Definition:
    """A definition as it was kept.

    Raises:
        KeyError, ValueError: not one.
    """
    return Definition(
        tuple(
            Stage(tuple(_step(step) for step in stage["steps"]), int(stage.get("quorum", 0)))
            for stage in data["stages"]
        )
    )


def _step(data: dict[str, Any]) -> Step:
    who = data["who"]
    return Step(
        key=data["key"],
        kind=Kind(data["kind"]),
        who=Who(How(who["how"]), who.get("post"), int(who.get("up", 0))),
        names=Names(**data["names"]),
        when=rule_from_json(data.get("when", [])),
        days=int(data.get("days", 0)),
        remind=int(data.get("remind", 0)),
        silence=Silence(data.get("silence", Silence.WAIT)),
        level=Level(data["level"]) if data.get("level") else None,
        read_all=bool(data.get("read_all", False)),
        apart_from=tuple(data.get("apart_from", ())),
    )


def to_json(definition: Definition) -> dict[str, Any]:
    return {
        "stages": [
            {"quorum": stage.quorum, "steps": [_step_to_json(step) for step in stage.steps]}
            for stage in definition.stages
        ]
    }


def _step_to_json(step: Step) -> dict[str, Any]:
    return {
        "key": step.key,
        "kind": str(step.kind),
        "who": {"how": str(step.who.how), "post": step.who.post, "up": step.who.up},
        "names": {"ar": step.names.ar, "fr": step.names.fr, "en": step.names.en, "zgh": step.names.zgh},
        "when": rule_to_json(step.when),
        "days": step.days,
        "remind": step.remind,
        "silence": str(step.silence),
        "level": str(step.level) if step.level else "",
        "read_all": step.read_all,
        "apart_from": list(step.apart_from),
    }
