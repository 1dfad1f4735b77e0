"""Small words of the calendar of an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale
from django import template

from ..wording import language

if TYPE_CHECKING:
    from datetime import date

register = template.Library()


@register.filter
def weekday_name(day: date) -> str:
    """The day of the week in its short form, in the language of the page."""
    return Locale.parse(language()).days["format"]["abbreviated"][day.weekday()]
