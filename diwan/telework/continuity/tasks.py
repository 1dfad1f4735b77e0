"""By the clock: a crisis rule whose last day is past ends; those who came or left are followed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts

from .enums import HOLDS
from .models import Crisis
from .operations import switching


@facts.scheduled(cron="11 * * * *")
def look() -> None:
    now = timezone.now()
    for crisis in Crisis.objects.filter(state__in=HOLDS).select_related("administration"):
        if crisis.ends_on < calendars.local_day(now, crisis.administration.country):
            switching.end(crisis_id=crisis.pk, on=crisis.ends_on + timedelta(days=1), act_id=None, now=now)
        else:
            switching.follow_people(crisis_id=crisis.pk, now=now)
