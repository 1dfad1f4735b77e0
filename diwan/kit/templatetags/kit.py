"""What every template may need: the key of a form, and numbers and Latin names that keep their order in Arabic."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from babel.dates import format_timedelta
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from diwan.kit import numbers
from diwan.kit.idempotency import FIELD

register = template.Library()


@register.simple_tag
def idempotency_field() -> SafeString:
    """A fresh key: the form shown once acts once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())


@register.filter
def bdi(value: Any) -> SafeString:
    """A number, reference, file name or Latin name, kept in its own order inside a text of the other direction."""
    return format_html("<bdi>{}</bdi>", value)


@register.filter
def money(amount: Any) -> str:
    """An amount, grouped, with no decimals when it is whole."""
    return numbers.shown(amount, money=True)


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """How long ago, or in how long, with the moment itself as its title: Django's own Arabic says "منذ 3 ساعة"."""
    if moment is None:
        return ""
    language = get_language() or "ar"
    distance = format_timedelta(
        moment - timezone.now(), locale="fr" if language == "zgh" else language, add_direction=True
    )
    at = timezone.localtime(moment).isoformat(" ", "minutes")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), at, distance)


@register.filter
def human_size(size: int) -> str:
    """Bytes as people read them, with Latin digits: `48 kB`, `1.2 MB`."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 999.5 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return ""
