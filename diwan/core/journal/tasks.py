"""By the clock: a checkpoint each hour, the whole journal read again each night."""

from __future__ import annotations

import logging

from django.utils import timezone

from diwan.core.facts import api as facts

from . import operations

logger = logging.getLogger(__name__)


@facts.scheduled(cron="0 * * * *")
def seal_the_hour() -> None:
    """Sign what was added since the last checkpoint; does nothing when nothing was."""
    operations.checkpoint(now=timezone.now())


@facts.scheduled(cron="40 2 * * *")
def read_again() -> None:
    """Verify everything; what is found stands on the operator's page, and the log says it loudly."""
    found = operations.verify_and_note(now=timezone.now())
    for fault in found.faults:
        logger.error("the journal is not intact: %s: %s", fault["where"], fault["what"])
