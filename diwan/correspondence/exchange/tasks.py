"""What goes by the clock. Each looks at what is due: a missed hour is made up for, a second run finds nothing to do."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from diwan.core.facts import api as facts

from .calling import balance, push_soon, read_directory
from .enums import PeerState
from .models import Instance, News
from .operations import balancing, directory, news

FORGOTTEN = timedelta(minutes=5)  # news that should have gone so long ago has lost its job


@facts.scheduled(cron="*/5 * * * *", queue="exchange")
def publish() -> None:
    """Our own directory, when our bodies changed; and news whose job was lost with a worker."""
    now = timezone.now()
    directory.publish(now=now)
    fresh = news.collect(now=now)
    late = News.objects.filter(pushed_at=None, kept_at__lt=now - FORGOTTEN, message__instance__state=PeerState.TRUSTED)
    for instance_id in fresh | set(late.values_list("message__instance", flat=True).distinct()):
        push_soon(instance_id)


@facts.scheduled(cron="3-59/15 * * * *", queue="exchange")
def read_directories() -> None:
    for instance_id in Instance.objects.filter(state=PeerState.TRUSTED).values_list("pk", flat=True):
        with transaction.atomic():
            read_directory.later(instance_id=instance_id)


@facts.scheduled(cron="2-59/5 * * * *", queue="exchange")
def balance_evidence() -> None:
    """Letters of which the two ends may not hold the same evidence, or of which nothing was heard for hours."""
    for instance_id in balancing.due(timezone.now()):
        with transaction.atomic():
            balance.later(instance_id=instance_id)
