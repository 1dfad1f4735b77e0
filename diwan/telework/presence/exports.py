"""The team's calendar for other programs: a sheet, and a calendar file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import icalendar
from django.utils.translation import gettext as _

from .enums import Where

if TYPE_CHECKING:
    from datetime import datetime

    from .queries.team import Team


def grid(team: Team, language: str) -> tuple[list[str], list[list[Any]]]:
    """A line for each person, a column for each day."""
    head = [_("Person"), _("Unit"), *(day.isoformat() for day in team.days)]
    labels = {str(where): str(where.label) for where in Where}
    lines = [
        [member.name(language), member.unit, *(labels[str(one.where)] for one in member.days)]
        for member in team.members
    ]
    return head, lines


def calendar_file(team: Team, language: str, now: datetime) -> bytes:
    """RFC 5545: an event of a whole day for each remote day and each call to the office; no reason is told."""
    book = icalendar.Calendar()
    book.add("prodid", "-//Diwan//telework//")
    book.add("version", "2.0")
    for member in team.members:
        for one in member.days:
            if one.where != Where.REMOTE and not one.called:
                continue
            event = icalendar.Event()
            place = Where.SITE.label if one.called else Where.REMOTE.label
            event.add("uid", f"{member.person_id}-{one.day.isoformat()}@presence.diwan")
            event.add("dtstamp", now)
            event.add("dtstart", one.day)
            event.add("transp", "TRANSPARENT")
            event.add("summary", f"{member.name(language)}: {place}")
            book.add_component(event)
    return book.to_ical()
