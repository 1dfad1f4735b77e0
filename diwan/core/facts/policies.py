"""Who may look after jobs."""

from typing import Any

RIGHT = "jobs.operate"


def may_operate(actor: Any) -> bool:
    """Jobs show what the whole instance does, so the right is of the instance, not of one administration."""
    return actor is not None and any(reach.path == "/" and reach.unit_id is None for reach in actor.reach(RIGHT))
