"""By the clock, each night: what expires within DIWAN_RENEW_MONTHS is renewed, and what keys elsewhere were asked long
ago is forgotten."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from diwan.core.facts import api as facts

from .operations import lasting, relaying
from .queries.lasting import horizon

ASKED_KEPT = timedelta(days=7)  # whoever waits for an answer gives up much sooner
logger = logging.getLogger(__name__)


@facts.scheduled(cron="23 1 * * *")
def renew_time_stamps() -> None:
    """A run that is killed leaves the rest to the next."""
    now = timezone.now()
    done, failed = lasting.renew_due(until=horizon(now.date()), now=now)
    if done or failed:
        logger.info("time-stamps renewed: %s, not renewed: %s", done, failed)


@facts.scheduled(cron="53 1 * * *")
def forget_relayed() -> None:
    relaying.forget(before=timezone.now() - ASKED_KEPT)
