"""By the clock: everything is counted again at night, and the difference is shown (there should be none)."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from .models import Scope
from .operations import counting


@facts.scheduled(cron="15 1 * * *")
def recount() -> None:
    now = timezone.now()
    for administration_id in Scope.objects.order_by().values_list("administration_id", flat=True).distinct():
        counting.recount(administration_id=administration_id, now=now)
