"""What the clock does to accounts."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from diwan.core.facts.api import scheduled

from . import operations


@scheduled(cron="41 3 * * *")
def forget_unanswered_invitations() -> None:
    """Addresses of the public that asked for an account and did not open it are not kept."""
    operations.forget_unanswered(now=timezone.now())


@scheduled(cron="*/5 * * * *")
def close_those_gone_from_the_directory() -> None:
    """Whoever left the directory loses their sessions, passkeys included, within five minutes."""
    if settings.DIWAN_LDAP:
        operations.close_absent(now=timezone.now())
