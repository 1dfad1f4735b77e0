"""What pages of delivery say of time."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.translation import ngettext

register = template.Library()
HOUR, DAY = 3600, 86400


@register.filter
def lasting(span: timedelta | None) -> str:
    """A duration in its largest whole unit; a dash where there is none."""
    if span is None:
        return "—"
    seconds = int(span.total_seconds())
    if seconds >= 2 * DAY:
        return ngettext("%(count)s day", "%(count)s days", seconds // DAY) % {"count": seconds // DAY}
    if seconds >= HOUR:
        return ngettext("%(count)s hour", "%(count)s hours", seconds // HOUR) % {"count": seconds // HOUR}
    minutes = max(seconds // 60, 1)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
