"""Who looks after backups: whoever operates the instance."""

from typing import Any

from diwan.core.facts import api as facts

RIGHT = facts.RIGHT


def may_operate(actor: Any) -> bool:
    """A proof tells about the whole instance, so the right is of the instance, not of one administration."""
    return actor is not None and any(reach.path == "/" and reach.unit_id is None for reach in actor.reach(RIGHT))
