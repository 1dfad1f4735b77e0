"""The legal time of a letter as its two sides see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.correspondence.deposits.clocks import clock_of
from diwan.correspondence.deposits.enums import OPEN, ProofKind
from diwan.correspondence.deposits.forms.clocks import ExtendForm
from diwan.correspondence.procedures import api as procedures

if TYPE_CHECKING:
    from datetime import date

    from diwan.correspondence.deposits.models import Deposit

register = template.Library()


@register.inclusion_tag("deposits/_legal_time.html", takes_context=True)
def legal_time(context: template.Context, deposit: Deposit, code: str = "") -> dict[str, Any]:
    """What runs, until when, and what may be done about it: for the office, or for the depositor who gives the code."""
    card = procedures.card(deposit.procedure_version_id) if deposit.procedure_version_id else None
    clock = clock_of(deposit, card) if card else None
    country, language = deposit.office.administration.country, get_language() or "ar"
    today, open_ = calendars.local_day(timezone.now(), country), deposit.state in OPEN
    return {
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "deposit": deposit,
        "code": code,
        "card": card,
        "procedure": card.names.here if card else "",
        "clock": clock,
        "stopped": bool(clock and clock.stopped and open_),
        "due": calendars.format_date(deposit.due_on, language, country, weekday=True) if deposit.due_on else "",
        "tag": left(deposit.due_on, today) if deposit.due_on and open_ else None,
        "certificate": next((r for r in deposit.receipts.all() if r.kind == ProofKind.SILENCE), None),
        "extend_form": extension_form(clock, today) if open_ and not code else None,
    }


def left(due: date, today: date) -> tuple[str, str]:
    """The colour and the words of the time that is left, in days of the calendar."""
    days = (due - today).days
    if days < 0:
        return "late", ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
    if days == 0:
        return "late", _("due today")
    words = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ("soon" if days <= 7 else "calm"), words


def extension_form(clock: calendars.LegalClock | None, today: date) -> ExtendForm | None:
    """The form where the law still allows an extension."""
    if clock is None or clock.stopped or len(clock.extensions) >= clock.rule.extensions or clock.ran_out(today):
        return None
    return ExtendForm(longest=clock.rule.extension_days, auto_id="id_extend_%s")
