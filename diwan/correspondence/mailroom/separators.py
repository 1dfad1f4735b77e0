"""Separator sheets: what an office prints, puts between two letters in the tray of its scanner, and finds again.

The code on a sheet says which office printed it and what begins there, and is sealed by this instance: a code that a
stranger drew on a letter, or the sheet of another office, parts nothing.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from diwan.core.organisations import api as organisations
from diwan.engines.documents import api as documents

from .enums import Separator

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SALT = "mailroom.separator"
CODE = re.compile(r"DIWAN-SHEET\.(\d+)\.([dae])\.(\d{1,2})\.([A-Z2-7]{16})")
LANGUAGES = ("ar", "fr", "en")


@dataclass(frozen=True)
class Sheet:
    kind: Separator
    annexes: int = 0


def code_of(office_id: int, sheet: Sheet) -> str:
    said = f"{office_id}.{sheet.kind.value}.{sheet.annexes}"
    return f"DIWAN-SHEET.{said}.{seal(said, settings.SECRET_KEY)}"


def seal(said: str, secret: str | bytes) -> str:
    digest = salted_hmac(SALT, said, secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode()


def sheet_in(codes: Iterable[str], office_id: int) -> Sheet | None:
    """The sheet of this office among the codes of a page; those of others are none."""
    for code in codes:
        match = CODE.fullmatch(code)
        if not match or int(match[1]) != office_id:
            continue
        said = f"{match[1]}.{match[2]}.{match[3]}"
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        if any(constant_time_compare(match[4], seal(said, secret)) for secret in secrets):
            return Sheet(Separator(match[2]), int(match[3]))
    return None


def printed(office: organisations.OfficeCard, sheets: list[Sheet], *, language: str, now: datetime) -> bytes:
    """The sheets of an office as PDF, one a page."""
    language = language if language in LANGUAGES else "ar"
    names = {kind: {lang: TITLES[kind][lang] for lang in LANGUAGES} for kind in Separator}
    data = {
        "office": {lang: f"{office.names.get(lang)} · {office.administration_names.get(lang)}" for lang in LANGUAGES},
        "code": office.code,
        "sheets": [
            {
                "title": names[sheet.kind],
                "annexes": sheet.annexes,
                "qr": documents.qr_svg(code_of(office.id, sheet)).decode(),
            }
            for sheet in sheets
        ],
    }
    return documents.render("mailroom/separators", data, language=language, title=f"{office.code}", at=now)


# On paper a sheet speaks all three languages at once, so these are no texts of a screen.
TITLES = {
    Separator.DOCUMENT: {"ar": "وثيقة جديدة", "fr": "Nouveau document", "en": "New document"},
    Separator.WITH_ANNEXES: {
        "ar": "وثيقة جديدة مع مرفقاتها",
        "fr": "Nouveau document avec ses annexes",
        "en": "New document with its annexes",
    },
    Separator.END: {"ar": "نهاية", "fr": "Fin", "en": "End"},
}
