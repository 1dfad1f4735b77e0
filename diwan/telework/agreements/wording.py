"""Days, weeks and months by name, one at a time, for the boxes of the forms."""

from __future__ import annotations

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def language() -> str:
    return (get_language() or "ar").split("-")[0]


def weekdays(number: int) -> str:
    return Locale.parse(language()).days["format"]["wide"][number - 1]


def months(number: int) -> str:
    return Locale.parse("ar_MA" if language() == "ar" else language()).months["format"]["wide"][number]


def weeks(number: int) -> str:
    return {1: _("first week"), 2: _("second week"), 3: _("third week"), 4: _("fourth week"), 5: _("fifth week")}[
        number
    ]
