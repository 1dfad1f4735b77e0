"""Light, dark, or as the device prefers: kept in a cookie, so that the server sends the right page at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

COOKIE = "theme"
THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """One of THEMES; anything else in the cookie counts for nothing."""
    asked = request.COOKIES.get(COOKIE, "")
    return asked if asked in THEMES else "auto"
