"""What an office is told about the time of its letters: what is about to be late, has moved, or has run out.

Whoever may process the letters of the unit in charge is told, each in their language, each thing once.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diwan.core.calendars import api as calendars

from .enums import OPEN
from .models import Deposit
from .telling import Office

if TYPE_CHECKING:
    from datetime import datetime


def remind(*, now: datetime) -> int:
    """Warn of letters due in so many working days (`DIWAN_DUE_WARNINGS`: 7, 2 and 0).

    A morning missed is made up for by the next: what is nearer than a warning not yet given gives it. How many told.
    """
    told, office = 0, Office(now)
    for country in calendars.countries():
        today, calendar = calendars.local_day(now, country), calendars.calendar(country)
        # The widest warning in days of the calendar: two holidays a week would still be within.
        ahead = today + timedelta(days=2 * max(settings.DIWAN_DUE_WARNINGS) + 14)
        rows = Deposit.objects.filter(
            office__administration__country=country, state__in=OPEN, due_on__range=(today, ahead)
        )
        for row in rows.select_related("office").only("reference", "due_on", "unit_id", "office__unit_id"):
            left = calendar.working_days(today, row.due_on)  # type: ignore[arg-type]
            step = min((days for days in settings.DIWAN_DUE_WARNINGS if days >= left), default=None)
            if step is not None:
                told += warn(row, left, step, country, office)
    return told


def warn(row: Deposit, left: int, step: int, country: str, office: Office) -> int:
    def sentence(language: str) -> str:
        if left == 0:
            return _("The answer to %(reference)s is due today") % {"reference": row.reference}
        return ngettext(
            "The answer to %(reference)s is due in %(days)s working day, on %(day)s",
            "The answer to %(reference)s is due in %(days)s working days, on %(day)s",
            left,
        ) % {
            "reference": row.reference,
            "days": left,
            "day": calendars.format_date(row.due_on, language, country),  # type: ignore[arg-type]
        }

    return office.tell(row, "deposit.due", sentence, once=f"{row.due_on}:{step}")


def tell_of_move(*, deposit_id: int, before: str, after: str, now: datetime) -> int:
    row = Deposit.objects.select_related("office__administration").get(pk=deposit_id)
    country = row.office.administration.country

    def sentence(language: str) -> str:
        return _("The answer to %(reference)s is now due on %(after)s, no longer on %(before)s") % {
            "reference": row.reference,
            "after": calendars.format_date(date.fromisoformat(after), language, country),
            "before": calendars.format_date(date.fromisoformat(before), language, country),
        }

    return Office(now).tell(row, "deposit.due_moved", sentence, once=f"{before}:{after}")


def tell_of_silence(*, deposit_id: int, now: datetime) -> int:
    row = Deposit.objects.select_related("office").get(pk=deposit_id)

    def sentence(language: str) -> str:
        return _(
            "The time to answer %(reference)s is over: the law has decided, and the depositor holds the certificate"
        ) % {"reference": row.reference}

    return Office(now).tell(row, "deposit.silent", sentence)
