"""By the clock, and after one another. Each may run twice: it goes on from the place that is written down."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from diwan.core.facts import api as facts

from .models import SavedSearch
from .operations import saving, walking
from .sources import sources


@facts.scheduled(cron="*/15 * * * *", queue="house")
def complete() -> None:
    """Make what was never made, or was made by another analysis; take up a walk that was cut short."""
    for kind in walking.unmade():
        start(kind)


@facts.scheduled(cron="35 2 * * 0", queue="house")
def check() -> None:
    """On Sunday nights, see that the index says what the things say, and mend it."""
    for source in sources():
        start(source.kind)


def start(kind: str) -> None:
    with transaction.atomic():
        walking.begin(kind=kind, now=timezone.now())
        walk.later(kind=kind)


@facts.job(queue="house", lock="search:{kind}")
def walk(kind: str) -> None:
    """One portion after the other; the next job begins where this one ended."""
    with transaction.atomic():
        if walking.step(kind=kind, now=timezone.now()):
            walk.later(kind=kind)


@facts.scheduled(cron="*/5 * * * *", queue="house")
def look() -> None:
    """Tell people what their searches newly find."""
    for search_id in SavedSearch.objects.filter(alerts=True).order_by("pk").values_list("pk", flat=True):
        saving.look(search_id=search_id, now=timezone.now())
