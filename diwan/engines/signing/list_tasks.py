"""The trusted lists, once a day: fetched where an address is configured, read in any case."""

from __future__ import annotations

from django.conf import settings

from diwan.core.facts import api as facts

from . import keys
from .validation import trusted_lists


@facts.scheduled(cron="25 3 * * *", queue="house")
def refresh_trusted_lists() -> None:
    """Nothing is asked of anybody unless `DIWAN_TRUSTED_LISTS` names an address."""
    if settings.DIWAN_TRUSTED_LISTS:
        trusted_lists.fetch(keys.folder(), settings.DIWAN_TRUSTED_LISTS)
    if (keys.folder() / trusted_lists.LISTS).is_dir():
        trusted_lists.read(keys.folder())
