"""This browser among the devices of a person: how it is known again, and what it is called."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from django.conf import settings

from .operations import devices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE = "diwan_device"
KNOWN_FOR = 400 * 24 * 3600  # seconds: as long as browsers keep a cookie
# What a browser says of itself, the more particular first: most of them also claim to be another.
BROWSERS = (
    ("Edge", r"\bEdgA?/|\bEdgiOS/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"Chrom(e|ium)/|\bCriOS/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux"),
)


def mark_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def new_mark() -> str:
    return secrets.token_urlsafe(32)


def remember(response: HttpResponse, mark: str) -> None:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(COOKIE, mark, max_age=KNOWN_FOR, httponly=True, secure=secure, samesite="Lax")


def left(request: HttpRequest, others: bool) -> None:
    """A person signs out here, or everywhere but here."""
    if request.user.is_authenticated:
        devices.leave(person_id=request.user.pk, mark=mark_of(request), others=others)


def label_of(request: HttpRequest) -> str:
    """“Chrome · Android”: names that are the same in every language."""
    said = request.headers.get("User-Agent", "")[:400]
    names = [next((name for name, sign in signs if re.search(sign, said)), "") for signs in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, names)) or "?"
