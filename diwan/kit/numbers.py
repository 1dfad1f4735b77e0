"""Numbers as people read them in the language of the page: Western digits in all four, grouped by three."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language

GROUP, POINT = {"en": ","}, {"en": "."}  # elsewhere a space that breaks no line, and a comma (ISO 80000-1, 7.3)


def shown(value: Any, *, money: bool = False, language: str = "") -> str:
    """A number, with the decimals it has; of money two, the third where it says something, none when it is whole.

    What is no number is given back as it is.
    """
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    whole, _dot, rest = f"{abs(number):f}".partition(".")
    rest = rest.rstrip("0")
    if money and rest:
        rest = rest.ljust(2, "0")
    language = language or get_language() or ""
    grouped = f"{int(whole):,}".replace(",", GROUP.get(language, "\N{NO-BREAK SPACE}"))
    return ("-" if number < 0 else "") + grouped + (POINT.get(language, ",") + rest if rest else "")
