"""What goes by the clock. Each looks at what is due: a missed hour is made up for, a second run finds nothing to do."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.correspondence.delivery import api as delivery

from .calling import catch_up, push_soon, read_directory
from .enums import PeerState, Stage
from .models import Instance, News, OutgoingMessage
from .operations import directory, news

FORGOTTEN = timedelta(minutes=5)  # news that should have gone so long ago has lost its job
SILENT = timedelta(hours=6)  # after which we ask what became of a letter
ASKED_AT_ONCE = 200


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


@facts.scheduled(cron="7-59/15 * * * *", queue="exchange")
def ask_for_news() -> None:
    """Letters that were taken over and of which nothing was heard for hours: their evidence may be lost on the way."""
    now = timezone.now()
    open_there = delivery.Sending.objects.filter(state=delivery.State.CONSIGNED).values("message_id")
    rows = OutgoingMessage.objects.filter(stage=Stage.ACCEPTED, asked_at__lt=now - SILENT, message_id__in=open_there)
    for message in rows.select_related("instance").order_by("asked_at")[:ASKED_AT_ONCE]:
        if message.instance.state == PeerState.TRUSTED:
            catch_up(message)
