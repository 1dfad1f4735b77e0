"""By the clock."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .models import Source
from .operations import collecting


@facts.scheduled(cron="* * * * *", queue="mailroom")
def collect() -> None:
    """Each minute, look at every source; one that is down holds nobody up for longer than its time limit."""
    for source_id in Source.objects.filter(active=True).values_list("pk", flat=True):
        collecting.collect(source_id=source_id, now=timezone.now())
