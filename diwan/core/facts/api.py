"""The door of facts: say what happened, hear it in a job, do work later or by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from . import queries
from .jobs import BackOff, GiveUp, OutsideTransaction, all_at_the_end, hears, job, scheduled
from .operations import tell
from .policies import RIGHT
from .queries import failed_jobs
from .wire import NotAFact

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "RIGHT",
    "BackOff",
    "GiveUp",
    "NotAFact",
    "OutsideTransaction",
    "all_at_the_end",
    "failed_jobs",
    "hears",
    "job",
    "scheduled",
    "tell",
    "worker_alive",
]

SIGN_OF_LIFE = timedelta(seconds=10)  # five heartbeats


def worker_alive(now: datetime) -> bool:
    """Whether at least one worker lives, from its heartbeat."""
    return queries.worker_alive(now, SIGN_OF_LIFE)
