"""Parsing the period of the figures. Nothing is saved here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from ..queries.figures import LONGEST, Period

if TYPE_CHECKING:
    from collections.abc import Mapping

USUAL = 30  # days shown when nothing is asked
QUICK = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("A year")}


class PeriodForm(forms.Form):
    """Two days; what cannot be read counts as not asked, and too long a period is cut at its beginning."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Mapping[str, str] | None, *, today: date) -> None:
        self.today = today
        given = data or {}
        until = self._day(given.get("until", "")) or today
        since = self._day(given.get("since", "")) or until - timedelta(days=USUAL - 1)
        since = min(max(since, until - timedelta(days=LONGEST - 1)), until)
        self.period = Period(since, until)
        super().__init__({"since": since.isoformat(), "until": until.isoformat()}, auto_id="period-%s")

    @staticmethod
    def _day(text: str) -> date | None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if date(1912, 3, 30) <= day <= date(9000, 1, 1) else None

    def quick(self) -> list[tuple[str, str, bool]]:
        """Usual periods that end today: their address, their name, whether one is shown."""
        found = []
        for days, label in QUICK.items():
            since = self.today - timedelta(days=int(days) - 1)
            address = f"since={since.isoformat()}&until={self.today.isoformat()}"
            found.append((address, str(label), self.period == Period(since, self.today)))
        return found
