"""What a circuit is proved against, read once: its fields, the posts, who sits where, ceilings, circuits before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diwan.core.organisations import api as organisations

from ..checker import check
from ..conditions import rule_from_json
from ..enums import How, Level, VersionState
from ..ground import Ground, PostCard
from ..models import Circuit
from .directory import directory_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ..definition import Definition
    from ..faults import Fault
    from ..models import CircuitVersion


def faults_of(version: CircuitVersion, now: datetime) -> list[Fault]:
    """What is wrong with a version as it was saved."""
    drawn = version.drawn
    return check(drawn, ground_of(version.circuit, drawn, now))


def ground_of(circuit: Circuit, drawn: Definition, now: datetime) -> Ground:
    """What this drawing of a circuit is proved against, now."""
    kind = circuit.type
    named = {step.who.post for _stage, step in drawn.steps() if step.who.how == How.POST and step.who.post}
    units = organisations.heads_of_units(circuit.administration_id)
    relative = {step.who.how for _stage, step in drawn.steps()} & {How.HEAD, How.ABOVE}
    heads = {unit: line for unit, (_path, line) in units.items()} if relative else {}
    posts = named | {post for line in heads.values() for post in line if post}
    cards = organisations.post_cards(named, now)
    directory = directory_of(posts, now)
    return Ground(
        fields=kind.all_fields(),
        directory=directory,
        posts={
            pk: PostCard(f"{card.title.here} · {card.unit_names.here}", card.is_open)
            for pk, card in cards.items()
            if card.administration_id == circuit.administration_id
        },
        at=now,
        types=frozenset(kind.line()),
        level=Level(kind.level) if kind.level else None,
        when=rule_from_json(circuit.when),
        earlier=tuple(rule_from_json(when) for when in _earlier(circuit)),
        heads=heads,
        paths=tuple(path for path, _line in units.values()),
        people=_names(cards.values()),
    )


def _earlier(circuit: Circuit) -> list[list]:
    """The conditions of the circuits asked before this one, of the same type and in use."""
    rows = Circuit.objects.filter(type_id=circuit.type_id, retired_at=None, versions__state=VersionState.ACTIVE)
    return [row.when for row in rows.exclude(pk=circuit.pk) if row.place < (circuit.rank, circuit.pk)]


def _names(cards: Iterable[organisations.PostCard]) -> dict[int, str]:
    return {person: name for card in cards for person, name, _latin in (*card.holders, *card.interims)}
