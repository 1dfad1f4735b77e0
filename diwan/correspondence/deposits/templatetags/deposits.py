"""How a deposit is shown: its state as a coloured word, its path as steps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.correspondence.deposits.enums import TRANSITIONS, State, StepKind
from diwan.engines.documents import api as documents

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.correspondence.deposits.models import Deposit

register = template.Library()
TONES = {
    State.REGISTERED: "soon",
    State.INCOMPLETE: "soon",
    State.ACCEPTED: "ok",
    State.ANSWERED: "ok",
    State.RETURNED: "late",
    State.FORWARDED: "ok",
    State.SILENT: "late",
    State.ANNULLED: "late",
}

AWAITED = {
    State.REGISTERED: StepKind.ACCEPTED,
    State.INCOMPLETE: StepKind.COMPLETED,
    State.ACCEPTED: StepKind.ANSWERED,
}


@register.simple_tag
def state_tag(deposit: Deposit) -> SafeString:
    """The state, as a word in its colour."""
    return format_html('<span class="tag tag-{}">{}</span>', TONES[State(deposit.state)], deposit.get_state_display())


DUE_SOON, DUE_WEEK = 2, 7  # calendar days


@register.simple_tag
def due_tag(deposit: Deposit, today: date) -> SafeString | str:
    """How long is left, red when late and amber when about to be; nothing for what is not owed or far away."""
    if not TRANSITIONS[deposit.state]:
        return ""
    if deposit.due_on is None:
        stopped = deposit.state == State.INCOMPLETE and deposit.clock_started_on
        return format_html('<span class="tag tag-calm">{}</span>', _("Time limit suspended")) if stopped else ""
    left = (deposit.due_on - today).days
    if left < 0:
        words = ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}
    elif left == 0:
        words = _("Due today")
    else:
        words = ngettext("due in %(days)s day", "due in %(days)s days", left) % {"days": left}
    tone = "late" if left < 0 else "soon" if left <= DUE_SOON else "calm"
    return format_html('<span class="tag tag-{}">{}</span>', tone, words) if left <= DUE_WEEK else ""


@register.inclusion_tag("shell/pieces/steps.html")
def steps_of(deposit: Deposit, country: str) -> dict[str, Any]:
    """The path of a deposit, the steps taken and the one awaited."""
    language = get_language() or "ar"
    items = [
        {
            "title": step.get_kind_display(),
            "detail": unit_name(deposit, step.unit_id),
            "at": moment(step.at, language, country),
            "state": "done",
        }
        for step in sorted(deposit.steps.all(), key=lambda step: step.at)
    ]
    taken = {step.kind for step in deposit.steps.all()}
    if TRANSITIONS[deposit.state]:
        awaited = AWAITED[State(deposit.state)] if StepKind.OPENED in taken else StepKind.OPENED
        items.append({"title": awaited.label, "at": "", "state": "now"})  # type: ignore[dict-item]
    return {"items": items}


@register.filter
def day_or_hour(at: datetime, country: str) -> str:
    """The hour for today, the day for the rest, as in a mail client."""
    language = get_language() or "ar"
    day, today = calendars.local_day(at, country), calendars.local_day(timezone.now(), country)
    if day == today:
        return calendars.format_time(at, country, language)
    return calendars.format_date(day, language, country)


@register.filter
def country_name(code: str) -> str:
    """A country, in the language of the page."""
    return calendars.profile(code).names.in_language(get_language() or "ar")


@register.simple_tag
def qr(text: str) -> SafeString:
    """A QR code of an address, drawn in the page as large as its place."""
    drawn = re.sub(r'width="(\d+)" height="(\d+)"', r'viewBox="0 0 \1 \2"', documents.qr_svg(text).decode(), count=1)
    return mark_safe(drawn)  # noqa: S308  drawn by us from modules, holds no text


@register.filter
def at(counts: dict[str, int], state: str) -> int:
    """How many stand under a filter."""
    return counts.get(state, 0)


@register.filter
def unit_name(deposit: Deposit, unit_id: int | None) -> str:
    """What a unit is called, where the view read the names of those that had a hand in the letter."""
    names = getattr(deposit, "unit_names", {}).get(unit_id)
    return names.here if names else ""


@register.filter
def moment_of(at: datetime, country: str) -> SafeString:
    """Day and legal hour, kept in their order inside a text of the other direction."""
    return format_html(
        '<time datetime="{}"><bdi>{}</bdi></time>', at.isoformat(), moment(at, get_language() or "ar", country)
    )


@register.filter
def nth(items: list, place: int) -> object:
    """The item at a place of a list that runs beside another."""
    return items[place]


def moment(at: datetime, language: str, country: str) -> str:
    day = calendars.format_date(calendars.local_day(at, country), language, country)
    return f"{day} · {calendars.format_time(at, country, language)}"


@register.filter
def day(on: date, country: str) -> str:
    """A day in the words of the country."""
    return calendars.format_date(on, get_language() or "ar", country)


@register.filter
def plain(number: float) -> str:
    """A number for a drawing: with a point, whatever the language."""
    return str(number)
