"""Lengths of time as the law writes them: years and months stay years and months, they are not turned into days.

Written in ISO 8601 (`P1Y`, `P3M`, `P60D`), so that a file, an adjustment and a test say the same thing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import ngettext

FORM = re.compile(r"P(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,2})W)?(?:(\d{1,4})D)?")
DAYS_IN_YEAR, DAYS_IN_MONTH = 365, 30  # only for `days`, a rough measure to compare spans and to warn ahead


@dataclass(frozen=True, order=False)
class Span:
    """A number of months and of days. `after` and `before` count as civil law does, from date to date."""

    months: int = 0
    day_count: int = 0

    @classmethod
    def parse(cls, text: str) -> Span:
        """Raises ValueError for what is not such a length."""
        found = FORM.fullmatch(text) if isinstance(text, str) else None
        if found is None or not any(found.groups()):
            raise ValueError(f"not a length of time: {text!r}")
        years, months, weeks, days = (int(part or 0) for part in found.groups())
        return cls(years * 12 + months, weeks * 7 + days)

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        parts = [f"{number}{unit}" for number, unit in ((years, "Y"), (months, "M"), (self.day_count, "D")) if number]
        return "P" + ("".join(parts) or "0D")

    def __bool__(self) -> bool:
        return bool(self.months or self.day_count)

    @property
    def days(self) -> int:
        """About how many days: for comparing spans, never for a legal date."""
        years, months = divmod(self.months, 12)
        return years * DAYS_IN_YEAR + months * DAYS_IN_MONTH + self.day_count

    def after(self, day: date) -> date:
        """The same day of the month, so many months later (the last one where it does not exist), then the days."""
        return _moved(day, self.months) + timedelta(days=self.day_count)

    def before(self, day: date) -> date:
        return _moved(day, -self.months) - timedelta(days=self.day_count)

    def times(self, number: int) -> Span:
        return Span(self.months * number, self.day_count * number)

    def words(self) -> str:
        """`1 year`, `3 months`, `60 days` in the language of the page; several parts one after the other."""
        years, months = divmod(self.months, 12)
        said = [
            ngettext("%(number)s year", "%(number)s years", years) % {"number": years} if years else "",
            ngettext("%(number)s month", "%(number)s months", months) % {"number": months} if months else "",
        ]
        if self.day_count or not self.months:
            said.append(ngettext("%(number)s day", "%(number)s days", self.day_count) % {"number": self.day_count})
        return " + ".join(filter(None, said))


def _moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
