"""How a procedure is shown: its time in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.correspondence.procedures.enums import Silence

if TYPE_CHECKING:
    from datetime import date

    from diwan.correspondence.procedures.queries import ProcedureCard

register = template.Library()


@register.filter
def time_limit(card: ProcedureCard) -> str:
    """`60 days`, `20 working days`, or that no text sets any."""
    return days_in_words(card.rule.days, card.rule.unit) if card.rule else _("No legal time")


@register.filter
def country_name(card: ProcedureCard) -> str:
    return str(calendars.profile(card.country).names)


@register.filter
def extension(card: ProcedureCard) -> str:
    """How much more time the administration may take, empty where it may take none."""
    if card.rule is None or not card.rule.extensions * card.rule.extension_days:
        return ""
    return days_in_words(card.rule.extension_days, card.rule.unit)


def days_in_words(days: int, unit: str) -> str:
    if unit == "working":
        return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


@register.filter
def silence(card: ProcedureCard) -> str:
    """What no answer in time means, in a sentence; empty where no time runs."""
    if card.rule is None:
        return ""
    return {
        Silence.ACCEPTANCE: _("Without an answer in time, the request is accepted"),
        Silence.REFUSAL: _("Without an answer in time, the request is refused"),
        Silence.NOTHING: _("No answer in time decides nothing by itself"),
    }[Silence(card.rule.silence)]


@register.filter
def in_days(days: int) -> str:
    return days_in_words(days, "calendar")


@register.filter
def day_in(day: date, country: str) -> str:
    """A day as the country writes it, with the day of the week."""
    return calendars.format_date(day, get_language() or "ar", country, weekday=True)
