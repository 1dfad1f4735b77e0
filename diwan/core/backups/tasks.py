"""Each week by the clock."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import operations, queries


@facts.scheduled(cron="30 3 * * 0")
def prove_weekly() -> None:
    """On Sunday night; where this process does not know the owner of the tables, a timer of the machine does it."""
    if queries.can_prove():
        operations.prove_and_log(now=timezone.now())
