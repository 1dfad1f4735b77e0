"""The way a document would go, before it is sent: the circuit that takes it and the post of each step."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from .conditions import holds
from .models import DocumentType
from .operations.running import NobodyThere, chosen_version, post_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diwan.core.organisations.api import Seat

    from .definition import Step
    from .models import CircuitVersion


@dataclass(frozen=True)
class Way:
    """`stages` hold the steps that apply, each with its post: None for Diwan, a guest, or one still to be chosen."""

    version: CircuitVersion
    stages: list[list[tuple[Step, int | None]]]

    def steps(self) -> list[tuple[Step, int | None]]:
        return [pair for stage in self.stages for pair in stage]


def way(*, type_id: int, seat: Seat, values: Mapping[str, Any], chosen: Mapping[str, int]) -> Way:
    """What `begin` would do with these.

    Raises:
        NoCircuit
    """
    kind = DocumentType.objects.get(pk=type_id, administration=seat.administration_id)
    version = chosen_version(kind, values)
    fields, asked = kind.all_fields(), SimpleNamespace(chosen=chosen)
    stages = []
    for stage in version.drawn.stages:
        steps = [(step, found(step, asked, seat)) for step in stage.steps if holds(step.when, fields, values)]
        if steps:
            stages.append(steps)
    return Way(version, stages)


def found(step: Step, asked: Any, seat: Seat) -> int | None:
    try:
        return post_of(step, asked, seat)
    except NobodyThere:
        return None
