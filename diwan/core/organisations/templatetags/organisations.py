"""Words about rights and units in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from ..actors import rights

if TYPE_CHECKING:
    from ..models import UnitVersion

register = template.Library()


@register.filter
def right_label(code: str) -> Any:
    """What a right is called; its code when the app that asked for it is gone."""
    known = rights()
    return known[code].label if code in known else code


@register.filter
def kind(version: UnitVersion) -> str:
    return version.unit.get_kind_display()
