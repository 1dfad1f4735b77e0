"""By the clock. Each looks at what is due, so a missed hour is made up for, and a second run finds nothing to do."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import reminding
from .operations import private, starting


@facts.scheduled(cron="10 * * * *")
def advance() -> None:
    """Each hour: a day has come somewhere, a condition may be met."""
    starting.advance_all(now=timezone.now())


@facts.scheduled(cron="30 5 * * *")
def remind() -> None:
    """In the morning: renewals to be asked for, requests whose answer is late."""
    reminding.remind(now=timezone.now())


@facts.scheduled(cron="50 1 * * *")
def forget() -> None:
    """At night: what was told in confidence has its end."""
    private.forget(day=timezone.localdate())
