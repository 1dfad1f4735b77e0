"""Each person is told of their days, and of the way back: in lots, each once, in their language.

A lot is one transaction with the mark beside each row, so a job killed in the middle goes on with those not told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.calendars import api as calendars
from diwan.core.notifications import api as notifications

from . import days
from .enums import LOT, CrisisState
from .models import Assignment, Crisis

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

KINDS = {
    "continuity.started": gettext_lazy("My days on site change in a crisis"),
    "continuity.ended": gettext_lazy("A crisis rule is over: I work as before"),
}
SHOWN = 10  # days on site written in a notice; the page has them all


def tell_start(*, crisis_id: int, now: datetime) -> int:
    """The next lot of those to be told that it starts; 0 when none is left or it was withdrawn."""
    with transaction.atomic():
        crisis = Crisis.objects.locked().get(pk=crisis_id)
        if crisis.state not in (CrisisState.APPLYING, CrisisState.IN_FORCE):
            return 0
        rows = list(people(Assignment.objects.filter(crisis=crisis, told_at=None)))
        if not rows:
            return 0
        write = Writer(crisis, country_of(crisis))
        notifications.notify_many(kind="continuity.started", told=[write.start(row) for row in rows], now=now)
        Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
        Crisis.objects.filter(pk=crisis.pk).update(told=F("told") + len(rows))
        return len(rows)


def tell_end(*, crisis_id: int, now: datetime) -> int:
    """The next lot of those who were told of the start and are to be told that it is over."""
    with transaction.atomic():
        crisis = Crisis.objects.locked().get(pk=crisis_id)
        if crisis.ended_on is None:
            return 0
        rows = list(people(Assignment.objects.filter(crisis=crisis, told_at__isnull=False, told_back_at=None)))
        if not rows:
            return 0
        write = Writer(crisis, country_of(crisis))
        notifications.notify_many(kind="continuity.ended", told=[write.end(row) for row in rows], now=now)
        Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(told_back_at=now)
        Crisis.objects.filter(pk=crisis.pk).update(told_back=F("told_back") + len(rows))
        return len(rows)


def people(rows: Any) -> Any:
    return rows.select_related("person").order_by("pk").select_for_update(of=("self",))[:LOT]


class Writer:
    """What people read, in their language. Those of one turn read the same, so it is written once for them all."""

    def __init__(self, crisis: Crisis, country: str) -> None:
        self.crisis, self.country = crisis, country
        self.url = settings.DIWAN_PUBLIC_URL + reverse("continuity:mine")
        self.turns = days.turns(crisis, country, crisis.starts_on, crisis.ends_on)
        self.written: dict[tuple[Any, ...], tuple[str, str]] = {}

    def start(self, row: Assignment) -> notifications.Telling:
        turn = (row.person.language, row.slot, row.size, row.seats, row.first, row.last)
        return self.told("started", row, turn, lambda: (self.subject_of_start(), self.notice(row)))

    def end(self, row: Assignment) -> notifications.Telling:
        return self.told("ended", row, (row.person.language,), self.texts_of_end)

    def told(
        self, what: str, row: Assignment, alike: tuple[Any, ...], texts: Callable[[], tuple[str, str]]
    ) -> notifications.Telling:
        if alike not in self.written:
            with translation.override(row.person.language):
                self.written[alike] = texts()
        subject, body = self.written[alike]
        key = f"continuity.{what}:{self.crisis.pk}:{row.person_id}"
        return notifications.Telling(person_id=row.person_id, subject=subject, body=body, url=self.url, key=key)

    def subject_of_start(self) -> str:
        day = said(self.crisis.starts_on, self.country)
        return _("%(rule)s: your days on site from %(day)s") % {"rule": rule_name(self.crisis), "day": day}

    def texts_of_end(self) -> tuple[str, str]:
        assert self.crisis.ended_on is not None
        day = said(self.crisis.ended_on, self.country)
        return (
            _("%(rule)s is over: from %(day)s you work as before") % {"rule": rule_name(self.crisis), "day": day},
            _("Your telework agreement, where you have one, holds again exactly as it was."),
        )

    def notice(self, row: Assignment) -> str:
        """What a person reads of their own days."""
        mine = [
            day
            for day, turn in self.turns.items()
            if days.covers(row, day) and days.on_site(row.slot, row.size, row.seats, turn)
        ]
        if not mine:
            return _("You work remotely every day until %(day)s, unless you are called.") % {
                "day": said(self.crisis.ends_on, self.country)
            }
        shown = [said(day, self.country) for day in mine[:SHOWN]]
        text = _("You are expected on site on these days and work remotely on the others:")
        more = _("Further days stand on your page.") if len(mine) > SHOWN else ""
        return "\n".join([text, *(f"– {one}" for one in shown), *([more] if more else [])])


def rule_name(crisis: Crisis) -> str:
    language = (translation.get_language() or "ar")[:2]
    return crisis.rule_names.get(language) or crisis.rule_names.get("ar", crisis.rule)


def said(day: date, country: str) -> str:
    return calendars.format_date(day, translation.get_language() or "ar", country)


def country_of(crisis: Crisis) -> str:
    return Crisis.objects.values_list("administration__country", flat=True).get(pk=crisis.pk)
