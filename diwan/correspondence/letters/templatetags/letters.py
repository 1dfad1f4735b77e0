"""How a letter is shown in a word: its state, its level, its priority, how long is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.correspondence.letters.enums import OPEN, Level, Priority, ShortLevel, State

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.utils.safestring import SafeString

    from diwan.correspondence.letters.models import Letter
    from diwan.correspondence.letters.panels import Panel

register = template.Library()
TONES = {
    State.DRAFT: "calm",
    State.REGISTERED: "soon",
    State.DISPATCHED: "mine",
    State.SENT: "ok",
    State.CLOSED: "ok",
    State.RETURNED: "late",
    State.ANNULLED: "late",
}
DUE_SOON, DUE_WEEK = 2, 7  # calendar days


def tag(tone: str, words: object) -> SafeString:
    return format_html('<span class="tag tag-{}">{}</span>', tone, words)


@register.simple_tag(takes_context=True)
def panel_of(context: template.Context, panel: Panel, said: dict[str, Any]) -> SafeString:
    """A part of the page that another app shows, with what it said of itself beside what the page knows."""
    return get_template(panel.template).render({**context.flatten(), **said}, context.get("request"))  # type: ignore[dict-item]


@register.simple_tag
def letter_state(letter: Letter) -> SafeString:
    """The state, as a word in its colour."""
    return tag(TONES[State(letter.state)], letter.get_state_display())


@register.simple_tag
def letter_level(letter: Letter) -> SafeString | str:
    """How secret it is; nothing for what is ordinary."""
    if letter.level == Level.ORDINARY:
        return ""
    return tag("late" if letter.level == Level.CONFIDENTIAL else "soon", ShortLevel(letter.level).label)


@register.simple_tag
def letter_priority(letter: Letter) -> SafeString | str:
    """How urgent it is; nothing for what is not."""
    if letter.priority == Priority.NORMAL:
        return ""
    return tag("late" if letter.priority == Priority.VERY_URGENT else "soon", letter.get_priority_display())


@register.simple_tag
def letter_due(letter: Letter, today: date) -> SafeString | str:
    """How long is left, red when late and amber when about to be; nothing for what is over or far away."""
    if letter.due_on is None or letter.state not in OPEN:
        return ""
    left = (letter.due_on - today).days
    if left < 0:
        words = ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}
    elif left == 0:
        words = _("Due today")
    else:
        words = ngettext("due in %(days)s day", "due in %(days)s days", left) % {"days": left}
    tone = "late" if left < 0 else "soon" if left <= DUE_SOON else "calm"
    return tag(tone, words) if left <= DUE_WEEK else ""


@register.filter
def level_word(level: str) -> str:
    return str(ShortLevel(level).label)


@register.filter
def day_or_hour(at: datetime, country: str) -> str:
    """The hour for today, the day for the rest, as in a mail client."""
    language = get_language() or "ar"
    day, today = calendars.local_day(at, country), calendars.local_day(timezone.now(), country)
    return (
        calendars.format_time(at, country, language) if day == today else calendars.format_date(day, language, country)
    )


@register.filter
def moment_of(at: datetime, country: str) -> SafeString:
    """Day and legal hour, kept in their order inside a text of the other direction."""
    language = get_language() or "ar"
    day = calendars.format_date(calendars.local_day(at, country), language, country)
    clock = calendars.format_time(at, country, language)
    return format_html('<time datetime="{}"><bdi>{} · {}</bdi></time>', at.isoformat(), day, clock)
