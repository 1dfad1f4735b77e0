"""How a deposit is shown: its state as a coloured word, its path as steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from diwan.core.calendars import api as calendars
from diwan.correspondence.deposits.enums import TRANSITIONS, ProofKind, State, StepKind
from diwan.engines.documents import api as documents

if TYPE_CHECKING:
    from datetime import datetime

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


@register.inclusion_tag("shell/pieces/steps.html")
def steps_of(deposit: Deposit, country: str) -> dict[str, Any]:
    """The path of a deposit, the steps taken and the one awaited."""
    language = get_language() or "ar"
    items = [
        {
            "title": step.get_kind_display(),
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


@register.inclusion_tag("deposits/_versions.html")
def versions_of(deposit: Deposit, code: str, country: str) -> dict[str, Any]:
    """The versions of the receipt where there are several, and why each replaced the one before."""
    versions = [r for r in deposit.receipts.all() if r.kind == ProofKind.RECEIPT]
    return {
        "versions": sorted(versions, key=lambda receipt: receipt.version),
        "corrections": deposit.corrections.all(),
        "deposit": deposit,
        "code": code,
        "country": country,
    }


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
    """A QR code of an address, drawn in the page."""
    return mark_safe(documents.qr_svg(text).decode())  # noqa: S308  drawn by us from modules, holds no text


@register.filter
def at(counts: dict[str, int], state: str) -> int:
    """How many stand under a filter."""
    return counts.get(state, 0)


def moment(at: datetime, language: str, country: str) -> str:
    day = calendars.format_date(calendars.local_day(at, country), language, country)
    return f"{day} · {calendars.format_time(at, country, language)}"
