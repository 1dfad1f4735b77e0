"""What the clock does to safe access."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from diwan.core.facts import api as facts

from . import connecting
from .operations import checking, reviewing, rights

QUEUE = "safe_access"


@facts.scheduled(cron="* * * * *", queue=QUEUE)
def ask_directory_again() -> None:
    """Each minute, until the directory confirms: a job lost to a kill is made up for here."""
    if settings.DIWAN_LDAP:
        connecting.settle_all(now=timezone.now())


@facts.scheduled(cron="11 4 * * *", queue=QUEUE)
def end_what_is_over() -> None:
    """Rights, reviews and checks whose last day has passed; reminders of those that soon will."""
    now = timezone.now()
    today = timezone.localdate(now)
    rights.end_due(now=now, today=today)
    reviewing.close_due(now=now, today=today)
    checking.remind(now=now, today=today)


@facts.scheduled(cron="31 4 * * *", queue=QUEUE)
def compare_with_the_directory() -> None:
    """The daily difference, where the directory is asked."""
    if settings.DIWAN_LDAP:
        now = timezone.now()
        connecting.compare_all(now=now, today=timezone.localdate(now))
