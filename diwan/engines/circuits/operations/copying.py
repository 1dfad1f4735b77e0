"""A circuit made from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ..conditions import rule_from_json
from .drawing import create_circuit, draw

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Names

    from ..models import CircuitVersion


@transaction.atomic
def copy_circuit(
    *, actor: Actor, source: CircuitVersion, type_id: int, names: Names, rank: int, now: datetime
) -> CircuitVersion:
    """A new circuit that begins as this version, to be drawn further; its conditions with it when the type is the same.

    Raises:
        NotAllowed, TypeWithdrawn, AgainstRules
    """
    when = rule_from_json(source.circuit.when) if type_id == source.circuit.type_id else ()
    made = create_circuit(actor=actor, type_id=type_id, names=names, rank=rank, when=when, now=now)
    return draw(actor=actor, version_id=made.pk, definition=source.drawn, base=made.edits, now=now)
