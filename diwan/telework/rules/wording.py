"""Patterns and amounts in words: whole sentences with lists in them, never sentences built from pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.lists import format_list
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .patterns import Pattern


def pattern(said: Pattern) -> str:
    """What a pattern means, in the language of the page."""
    if said.kind == "full":
        return _("Full telework: every working day.")
    values: dict[str, Any] = {
        "days": weekdays(said.weekdays),
        "weeks": weeks(said.weeks),
        "months": months(said.months),
        "from": said.from_time,
        "to": said.to_time,
    }
    if said.floating:
        sentence = ngettext(
            "%(number)s day a week, chosen week by week.",
            "%(number)s days a week, chosen week by week.",
            said.floating,
        )
        return sentence % {"number": said.floating} + _where(said, values)
    sentences: dict[tuple[bool, bool, bool, bool], str] = {
        # (hours, weekdays, weeks, months)
        (False, True, False, False): _("Every week: %(days)s."),
        (False, False, True, False): _("Whole weeks of the month: %(weeks)s."),
        (False, False, False, True): _("Whole months of the year: %(months)s."),
        (False, True, True, False): _("%(days)s, in these weeks of the month: %(weeks)s."),
        (False, True, False, True): _("%(days)s, in these months: %(months)s."),
        (False, False, True, True): _("Weeks of the month: %(weeks)s, in these months: %(months)s."),
        (False, True, True, True): _("%(days)s, in weeks %(weeks)s of these months: %(months)s."),
        (True, False, False, False): _("Every working day from %(from)s to %(to)s."),
        (True, True, False, False): _("From %(from)s to %(to)s, on these days: %(days)s."),
        (True, False, True, False): _("From %(from)s to %(to)s, in these weeks of the month: %(weeks)s."),
        (True, False, False, True): _("From %(from)s to %(to)s, in these months: %(months)s."),
        (True, True, True, False): _("From %(from)s to %(to)s, on %(days)s in weeks %(weeks)s of the month."),
        (True, True, False, True): _("From %(from)s to %(to)s, on %(days)s in these months: %(months)s."),
        (True, False, True, True): _("From %(from)s to %(to)s, in weeks %(weeks)s of these months: %(months)s."),
        (True, True, True, True): _(
            "From %(from)s to %(to)s, on %(days)s in weeks %(weeks)s of these months: %(months)s."
        ),
    }
    key = (bool(said.from_time), bool(said.weekdays), bool(said.weeks), bool(said.months))
    return sentences[key] % values


def _where(said: Pattern, values: dict[str, Any]) -> str:
    """A second sentence for floating days that stay within some weeks or months."""
    if said.weeks and said.months:
        return " " + _("Only in weeks %(weeks)s of these months: %(months)s.") % values
    if said.weeks:
        return " " + _("Only in these weeks of the month: %(weeks)s.") % values
    return " " + _("Only in these months: %(months)s.") % values if said.months else ""


def language() -> str:
    return (get_language() or "ar").split("-")[0]


def weekdays(numbers: Iterable[int]) -> str:
    """Days of the week (ISO numbers) by name, as a list."""
    names = Locale.parse(language()).days["format"]["wide"]
    return listed([names[number - 1] for number in numbers])


def months(numbers: Iterable[int]) -> str:
    names = Locale.parse("ar_MA" if language() == "ar" else language()).months["format"]["wide"]
    return listed([names[number] for number in numbers])


def weeks(numbers: Iterable[int]) -> str:
    ordinals = {
        1: pgettext("week", "first"),
        2: pgettext("week", "second"),
        3: pgettext("week", "third"),
        4: pgettext("week", "fourth"),
        5: pgettext("week", "fifth"),
    }
    return listed([ordinals[number] for number in numbers])


def listed(words: list[str]) -> str:
    """`a, b and c`, as CLDR writes it in the language of the page."""
    return format_list(words, locale=language()) if words else ""
