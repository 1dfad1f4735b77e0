"""Names of people and kept labels, in the language of the page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.filter
def who(person: Any) -> SafeString:
    """The name of a person (a row, or a dictionary with `name_ar` and `name_latin`); a dash for nobody."""
    read = person.get if isinstance(person, dict) else lambda name: getattr(person, name, "")
    latin = "" if (get_language() or "ar") in ("ar", "zgh") else read("name_latin")
    return format_html('<span dir="auto">{}</span>', (latin or read("name_ar") or "—") if person else "—")


@register.filter
def of(found: dict[Any, Any], key: Any) -> Any:
    """What a table holds under a key; empty when it does not."""
    return found.get(key, "")
