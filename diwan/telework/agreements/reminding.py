"""Reminders: ask for the renewal in time, answer a request in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.telework.rules import api as rules

from .enums import State
from .models import Agreement
from .operations.changing import renewable_until
from .operations.reminded import note_reminded
from .telling import nearest_managers, person_of, tell

if TYPE_CHECKING:
    from datetime import datetime

AHEAD = timedelta(days=15)  # before the last day to ask for it


def remind(*, now: datetime) -> int:
    """Both; how many were told."""
    return renewals(now=now) + late(now=now)


def renewals(*, now: datetime) -> int:
    """The person is told a fortnight before the last day on which the rules still let them ask."""
    rows = Agreement.objects.filter(state=State.IN_FORCE, renewal_asked_at=None, stop_on=None)
    rows = rows.filter(ends_on__lte=(now + timedelta(days=400)).date()).select_related(
        "administration", "person", "unit", "review_unit"
    )
    told = 0
    for row in rows.order_by("pk").iterator(chunk_size=500):
        day = calendars.local_day(now, row.administration.country)
        last = rules.legal.last_day_to_ask_renewal(rules.rules_for(row.administration_id, day), row.ends_on)
        if day < last - AHEAD or renewable_until(row) is None:
            continue
        sentence = _("Your telework ends soon: ask for its renewal by %(day)s at the latest")
        if day > last:
            sentence = _("Your telework ends soon, and the time to ask for its renewal has passed on %(day)s")
        with transaction.atomic():
            if note_reminded(agreement_id=row.pk, now=now):
                once = f"{row.pk}:{row.renewals}"
                told += tell(person_of(row), "agreements.renewal", sentence, row, once=once, now=now, on=last)
    return told


def late(*, now: datetime) -> int:
    """Whoever decides is told on the day the answer is due, and the level above sees it in their list."""
    rows = Agreement.objects.filter(state=State.ASKED, reply_by__lte=now.date())
    told = 0
    for row in rows.select_related("administration", "person", "unit", "review_unit").order_by("pk"):
        with transaction.atomic():
            sentence = _("The request of %(name)s should have been answered by %(day)s")
            once = f"{row.pk}:{row.version}:{row.reply_by}"
            people = nearest_managers(row, now)
            told += tell(people, "agreements.late", sentence, row, once=once, now=now, on=row.reply_by)
    return told
