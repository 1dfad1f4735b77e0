"""What the place to choose files must know."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from diwan.core.files.enums import ACCEPTED

register = template.Library()


@register.simple_tag
def upload_limits() -> dict[str, Any]:
    """How many files a thing may have, how large each, and the endings of names that are taken."""
    return {
        "files": settings.DIWAN_FILES_PER_THING,
        "size": settings.DIWAN_FILE_SIZE,
        "megabytes": settings.DIWAN_FILE_SIZE // 1_000_000,
        "accept": ",".join(f".{extension}" for extension in ACCEPTED),
    }
