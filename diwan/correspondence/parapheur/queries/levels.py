"""What level of signature is asked (law 43.20): the more of what the step says and the least of the type."""

from __future__ import annotations

from diwan.engines.circuits import api as circuits

ORDER = list(circuits.Level)


def level_asked(turn: circuits.Turn) -> circuits.Level:
    """Of a turn that is to be signed; its run is read with its version and its type."""
    steps = [step for _n, step in turn.run.version.drawn.steps() if step.key == turn.step]
    asked = [circuits.Level(turn.run.type.level), *(step.level for step in steps if step.level)]
    return max(asked, key=ORDER.index)


def suffices(worth: str, asked: circuits.Level) -> bool:
    """Whether what a certificate is worth is enough."""
    return ORDER.index(circuits.Level(str(worth))) >= ORDER.index(asked)
