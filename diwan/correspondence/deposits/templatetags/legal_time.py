"""The legal time of a letter as its two sides see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone

from diwan.core.calendars import api as calendars
from diwan.correspondence.deposits.clocks import clock_of
from diwan.correspondence.deposits.enums import OPEN
from diwan.correspondence.deposits.forms.clocks import ExtendForm
from diwan.correspondence.procedures import api as procedures

if TYPE_CHECKING:
    from datetime import date

    from diwan.correspondence.deposits.models import Deposit

register = template.Library()


@register.inclusion_tag("deposits/_legal_time.html", takes_context=True)
def legal_time(context: template.Context, deposit: Deposit, code: str = "") -> dict[str, Any]:
    """The procedure of a letter; for the office, which gives no code, the extension that may still be taken."""
    card = procedures.card(deposit.procedure_version_id) if deposit.procedure_version_id else None
    clock = clock_of(deposit, card) if card else None
    today = calendars.local_day(timezone.now(), deposit.office.administration.country)
    return {
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "deposit": deposit,
        "card": card,
        "clock": clock,
        "extend_form": extension_form(clock, today) if deposit.state in OPEN and not code else None,
    }


def extension_form(clock: calendars.LegalClock | None, today: date) -> ExtendForm | None:
    """The form where the law still allows an extension."""
    if clock is None or clock.stopped or len(clock.extensions) >= clock.rule.extensions or clock.ran_out(today):
        return None
    return ExtendForm(longest=clock.rule.extension_days, auto_id="id_extend_%s")
