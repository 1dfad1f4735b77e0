"""How a line of an inbox is shown: what is left of its time, when it came, how pressing it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.correspondence.desk.queries.sitting import Sitting

register = template.Library()
WEEK = 7  # days: further away is a date


@register.simple_tag
def due_in(due_on: date | None, sitting: Sitting) -> SafeString | str:
    """What is left: red when late, amber when about to be, else a quiet date."""
    if due_on is None:
        return ""
    left = (due_on - sitting.today).days
    if left < 0:
        words = ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}
    elif left == 0:
        words = _("Due today")
    elif left <= WEEK:
        words = ngettext("due in %(days)s day", "due in %(days)s days", left) % {"days": left}
    else:
        words = _("by %(day)s") % {"day": calendars.format_date(due_on, get_language() or "ar", sitting.country)}
    tone = "late" if left < 0 else "soon" if due_on <= sitting.soon(sitting.today) else "calm"
    return format_html('<span class="tag tag-{}">{}</span>', tone, words)


@register.filter
def hour_or_day(at: datetime | None, country: str) -> str:
    """The hour for today, the day for the rest, as in a mail client."""
    if at is None:
        return ""
    language, day = get_language() or "ar", calendars.local_day(at, country)
    if day == calendars.local_day(timezone.now(), country):
        return calendars.format_time(at, country, language)
    return calendars.format_date(day, language, country)
