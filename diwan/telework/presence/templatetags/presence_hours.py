"""Hours that stand by themselves, in legal time."""

from __future__ import annotations

from datetime import time

from django import template

register = template.Library()


@register.filter
def hour_of(at: time | None) -> str:
    """`09:00`, on 24 hours."""
    return f"{at:%H:%M}" if at else ""
