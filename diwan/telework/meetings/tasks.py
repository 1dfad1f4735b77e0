"""By the clock. Each looks at what is due, so a missed hour is made up for, and a second run finds nothing to do."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts

from . import rooms, telling
from .enums import Answer, State
from .models import Meeting, Participant

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@facts.scheduled(cron="*/10 * * * *")
def remind() -> None:
    """A day before, and an hour before, those who did not say that they stay away."""
    now = timezone.now()
    rows = Meeting.objects.filter(state=State.CONVENED, starts_at__gt=now, starts_at__lte=now + DAY)
    for meeting in rows.select_related("administration"):
        near = "hour" if meeting.starts_at <= now + HOUR else "day"
        if near == "day" and meeting.convened_at and meeting.starts_at - meeting.convened_at < DAY:
            continue  # invited less than a day before: they have just been told
        people = Participant.objects.filter(meeting=meeting, removed_at=None).exclude(answer=Answer.DECLINED)
        sentence = _("Soon: %(title)s (%(when)s)")
        once = f"{near}:{meeting.sequence}"
        with transaction.atomic():
            telling.tell(people, "meetings.soon", sentence, meeting, once=once, now=now)


@facts.scheduled(cron="* * * * *")
def watch() -> None:
    """Who is in the rooms of BigBlueButton."""
    rooms.watch_all()
