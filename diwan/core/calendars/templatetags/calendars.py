"""Dates and hours in templates, each isolated so that it keeps its order inside a text of the other direction."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .. import api

register = template.Library()


def _day(value: date | datetime, country: str) -> date:
    return api.local_day(value, country) if isinstance(value, datetime) else value


def _written(value: date | datetime | None, text: str) -> SafeString:
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat() if value else "", text)


@register.filter
def one_date(value: date | datetime | None, country: str) -> SafeString | str:
    """`{{ deposit.at|one_date:"MA" }}`: the Gregorian date; a moment is taken on its legal day."""
    if value is None:
        return ""
    return _written(value, api.format_date(_day(value, country), get_language() or "ar", country))


@register.filter
def full_date(value: date | datetime | None, country: str) -> SafeString | str:
    """The Gregorian date with its day of the week."""
    if value is None:
        return ""
    return _written(value, api.format_date(_day(value, country), get_language() or "ar", country, weekday=True))


@register.filter
def hijri_date(value: date | datetime | None, country: str) -> SafeString | str:
    if value is None:
        return ""
    return _written(value, api.format_date(_day(value, country), get_language() or "ar", country, hijri=True))


@register.filter
def both_dates(value: date | datetime | None, country: str) -> SafeString | str:
    """Hijri and Gregorian, in the country's order."""
    if value is None:
        return ""
    return _written(value, api.format_both(_day(value, country), get_language() or "ar", country))


@register.filter
def legal_time(value: datetime | None, country: str) -> SafeString | str:
    """The legal hour of a moment."""
    return _written(value, api.format_time(value, country, get_language() or "ar")) if value else ""
