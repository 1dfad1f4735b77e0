"""The way a document would go, before it is sent: the circuit that takes it and the post of each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .models import DocumentType, Run
from .operations.rows import NoSuchPost
from .operations.running import NobodyThere, chosen_version, post_of, steps_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from diwan.core.organisations.api import Seat

    from .definition import Step
    from .models import CircuitVersion


@dataclass(frozen=True)
class Way:
    """`steps` are those that apply, each with its post: None for Diwan, a guest, or one still to be chosen."""

    version: CircuitVersion
    steps: list[tuple[Step, int | None]]


def way(*, type_id: int, seat: Seat, values: Mapping[str, Any], chosen: Mapping[str, int | str], now: datetime) -> Way:
    """What `begin` would do with these; nothing is written.

    Raises:
        BadValues, NoCircuit
    """
    kind = DocumentType.objects.select_related("parent").get(pk=type_id, administration=seat.administration_id)
    run = Run(
        version=chosen_version(kind, values),
        administration_id=seat.administration_id,
        type=kind,
        unit_id=seat.unit_id,
        author_post_id=seat.post_id,
        values=dict(values),
        chosen=dict(chosen),
    )
    return Way(run.version, [(step, _post(step, run, now)) for _stage, step in steps_of(run)])


def _post(step: Step, run: Run, now: datetime) -> int | None:
    try:
        return post_of(step, run, now)
    except (NobodyThere, NoSuchPost):
        return None
