"""Calendar files (RFC 5545 and 5546): REQUEST invites and changes, CANCEL takes back, PUBLISH feeds a calendar.

Hours are written in UTC, so that no program needs our knowledge of legal time.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from .enums import Answer, Role, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .models import Meeting, Participant

PARTSTAT = {
    Answer.NONE: "NEEDS-ACTION",
    Answer.ACCEPTED: "ACCEPTED",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.DECLINED: "DECLINED",
}


def invitation(meeting: Meeting, to: Participant, *, url: str, now: datetime) -> bytes:
    """The file sent to one participant; the others' addresses are not told."""
    event = event_of(meeting, url=url, now=now)
    organiser = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organiser.params["CN"] = vText(meeting.chair.name_ar if to.language == "ar" else meeting.chair.name_latin)
    event["ORGANIZER"] = organiser
    attendee = vCalAddress(f"mailto:{address_of(to)}")
    attendee.params["CN"] = vText(to.name)
    attendee.params["ROLE"] = vText("CHAIR" if to.role == Role.CHAIR else "REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText(PARTSTAT[Answer(to.answer)])
    attendee.params["RSVP"] = vText("FALSE")  # answered on our page: programs would answer a mailbox nobody reads
    event.add("ATTENDEE", attendee, encode=False)
    return calendar("CANCEL" if meeting.state == State.CANCELLED or to.removed_at else "REQUEST", [event])


def feed(meetings: Iterable[tuple[Meeting, str]], *, now: datetime) -> bytes:
    """Everything one person is invited to, for a calendar program to read again and again."""
    return calendar("PUBLISH", [event_of(meeting, url=url, now=now) for meeting, url in meetings])


def calendar(method: str, events: Iterable[Event]) -> bytes:
    made = Calendar()
    made.add("PRODID", "-//Diwan//Meetings//EN")
    made.add("VERSION", "2.0")
    made.add("METHOD", method)
    for event in events:
        made.add_component(event)
    return made.to_ical()


def event_of(meeting: Meeting, *, url: str, now: datetime) -> Event:
    event = Event()
    event.add("UID", uid(meeting))
    event.add("SEQUENCE", meeting.sequence)
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("DTSTART", meeting.starts_at.astimezone(UTC))
    event.add("DTEND", (meeting.starts_at + timedelta(minutes=meeting.minutes)).astimezone(UTC))
    event.add("SUMMARY", meeting.title)
    event.add("LOCATION", meeting.place or url)
    event.add("DESCRIPTION", described(meeting, url))
    event.add("URL", url)
    event.add("STATUS", "CANCELLED" if meeting.state == State.CANCELLED else "CONFIRMED")
    return event


def described(meeting: Any, url: str) -> str:
    """The agenda as lines, then where everything else is."""
    lines = [f"{number}. {item.title}" for number, item in enumerate(meeting.items.all(), 1)]
    return "\n".join([*filter(None, [meeting.note]), *lines, url])


def uid(meeting: Meeting) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"meeting-{meeting.room_code}@{domain}"


def address_of(to: Participant) -> str:
    return to.person.email if to.person else to.email
