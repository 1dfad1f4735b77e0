"""By the clock: a key whose owner does not answer holds nobody up for ever."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import making


@facts.scheduled(cron="41 * * * *")
def give_up_waiting() -> None:
    making.give_up(now=timezone.now())
