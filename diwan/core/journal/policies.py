"""Who may read the journal."""

from typing import Any

READ = "journal.read"


def may_read(actor: Any) -> bool:
    """It tells what every administration did, so the right must reach all of them."""
    return actor is not None and any(reach.path == "/" for reach in actor.reach(READ))
