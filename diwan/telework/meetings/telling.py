"""Telling participants: in the application, by an e-mail that carries the calendar file, by text message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.notifications import api as notifications

from .guests import guest_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .models import Meeting, Participant

# What one may keep out of one's mail.
KINDS = {
    "meetings.convened": _("I am invited to a meeting"),
    "meetings.changed": _("A meeting I am invited to changes"),
    "meetings.cancelled": _("A meeting I am invited to is cancelled"),
    "meetings.soon": _("A meeting is near"),
    "meetings.opened": _("A meeting I am invited to has begun"),
    "meetings.consent": _("I am asked whether a meeting may be recorded"),
    "meetings.minutes": _("The minutes of a meeting are signed"),
    "meetings.returned": _("Minutes I sent to be signed come back"),
}


def when(meeting: Meeting, language: str) -> str:
    """The day and the legal hour, in words."""
    country = meeting.administration.country
    day = calendars.local_day(meeting.starts_at, country)
    hour = calendars.format_time(meeting.starts_at, country, language)
    return f"{calendars.format_date(day, language, country, weekday=True)} · {hour}"


def link_for(to: Participant) -> str:
    """Where this participant reads the meeting; a guest by their own link."""
    if to.person_id is None:
        return settings.DIWAN_PUBLIC_URL + reverse("meetings:guest", args=[guest_key(to)])
    return settings.DIWAN_PUBLIC_URL + reverse("meetings:meeting", args=[to.meeting_id])


def tell(
    people: Iterable[Participant],
    kind: str,
    sentence: Any,
    meeting: Meeting,
    *,
    once: str,
    now: datetime,
    but: int | None = None,
) -> list[Any]:
    """Tell each in their language; what was told before is not told again. What was told now, with whom it went to."""
    told = []
    for one in people:
        if one.person_id is not None and one.person_id == but:
            continue
        with translation.override(one.language):
            notice = notifications.notify(
                person_id=one.person_id,
                email="" if one.person_id else one.email,
                kind=kind,
                subject=str(sentence) % {"title": meeting.title, "when": when(meeting, one.language)},
                body=meeting.note,
                url=link_for(one),
                language=one.language,
                key=f"{kind}:{meeting.pk}:{once}:{one.pk}",
                now=now,
            )
        if notice is not None:
            told.append((one, notice))
    return told
