"""By the clock: what expires within the months of DIWAN_RENEW_MONTHS is renewed each night."""

from __future__ import annotations

import logging

from django.utils import timezone

from diwan.core.facts import api as facts

from .operations import lasting
from .queries.lasting import horizon

logger = logging.getLogger(__name__)


@facts.scheduled(cron="23 1 * * *")
def renew_time_stamps() -> None:
    """A run that is killed leaves the rest to the next."""
    now = timezone.now()
    done, failed = lasting.renew_due(until=horizon(now.date()), now=now)
    if done or failed:
        logger.info("time-stamps renewed: %s, not renewed: %s", done, failed)
